/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.clusterboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs in the {@linkplain Cluster#isLeader() leader} only; in other workers a call does
 * nothing and returns {@code null}, {@code false} or zero. Two workers never run at the
 * same time what bears this. It is not repeated: what is due in the moment in which
 * leadership moves is left out, and what a leader did not finish as it died stays so.
 * Where the application is not clustered it changes nothing.
 * <p>
 * On a method of a bean it holds for each call from outside the bean. On a type, or on a
 * method that makes a bean, it holds for those methods of it that bear {@code @Scheduled}
 * or {@code @EventListener}, and for {@code run} of an {@code ApplicationRunner} or
 * {@code CommandLineRunner}.
 * <p>
 * Such a bean gets a proxy, as with {@code @Async}: the method must not be private or
 * final. A run lasts until the method returns, or the {@code CompletionStage} that it
 * returns is completed; a method that returns another reactive type is refused.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OncePerCluster {

}
