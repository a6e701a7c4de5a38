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

package io.github.clusterboot.application;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.LoggedEvent;

/**
 * What the primary tells, for tests.
 */
final class Events {

	private Events() {
	}

	static LoggedEvent ofWorker(String type, int id, int slot) {
		return new LoggedEvent(1, Instant.EPOCH, type, slot, id, 90L + id, 2, null, null, "text");
	}

	static LoggedEvent exited(int id, int slot, int code, @Nullable String signal, boolean afterDisconnect) {
		return new LoggedEvent(1, Instant.EPOCH, "EXITED", slot, id, 90L + id, 2,
				new LoggedEvent.Exit(code, signal, afterDisconnect), null, "text");
	}

	static LoggedEvent ofSlot(String type, int slot, @Nullable String reason) {
		return new LoggedEvent(1, Instant.EPOCH, type, slot, null, null, null, null, reason, "text");
	}

	static LoggedEvent ofReload(String type, int generation, @Nullable String reason) {
		return new LoggedEvent(1, Instant.EPOCH, type, null, null, null, generation, null, reason, "text");
	}

}
