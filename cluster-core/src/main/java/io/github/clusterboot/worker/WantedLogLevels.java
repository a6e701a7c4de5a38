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

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.LogLevels;
import io.github.clusterboot.ipc.Message.LogLevel;

/**
 * The log levels that the primary wants set. They come before the application can apply
 * them, and are kept until then.
 */
final class WantedLogLevels {

	private final LogLevels waiting = new LogLevels();

	private @Nullable BiConsumer<String, @Nullable String> target;

	synchronized void set(LogLevel level) {
		if (this.target != null) {
			this.target.accept(level.logger(), level.level());
		}
		else {
			this.waiting.set(level);
		}
	}

	synchronized void applyTo(BiConsumer<String, @Nullable String> target) {
		this.target = target;
		this.waiting.all().forEach((level) -> target.accept(level.logger(), level.level()));
	}

}
