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

package io.github.clusterboot.doctor;

import java.util.List;

import org.slf4j.event.Level;

/**
 * Something that each worker has for itself although the application may take it for one.
 *
 * @param id names what was found, for {@code cluster.doctor.ignore}
 * @param level {@code WARN} where it is a mistake in nearly every application, else
 * {@code INFO}
 * @param beans the names of the beans, or of their methods, and what is known of them
 * @param reason why it matters
 * @param wayOut what can be done
 */
public record Finding(String id, Level level, List<String> beans, String reason, String wayOut) {

}
