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

package io.github.clusterboot.sample;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The process that answers.
 *
 * @param id the worker's id, or {@code null} when the application is not clustered
 * @param slot the worker's slot, or {@code null} when the application is not clustered
 * @param pid the process id
 * @param uptime how long the process has been running
 */
record WorkerInfo(@Nullable Long id, @Nullable Integer slot, long pid, Duration uptime) {

}
