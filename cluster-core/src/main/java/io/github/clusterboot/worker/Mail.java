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

package io.github.clusterboot.worker;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message from one worker to another.
 *
 * @param from the id of the sender
 * @param topic what part of the application it is for
 * @param request the number of a question or of what answers it, or {@code null}
 * @param types names that the receiver may know
 * @param body the text
 */
public record Mail(int from, String topic, @Nullable Long request, List<String> types, String body) {

}
