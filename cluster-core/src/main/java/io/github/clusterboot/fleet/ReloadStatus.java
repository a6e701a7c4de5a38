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

package io.github.clusterboot.fleet;

import org.jspecify.annotations.Nullable;

/**
 * What became of the last reload.
 *
 * @param state how far it is
 * @param generation the generation that it rolls in, or 0 if there was none yet
 * @param message why it failed, or {@code null}
 */
record ReloadStatus(State state, int generation, @Nullable String message) {

	static final ReloadStatus NONE = new ReloadStatus(State.NONE, 0, null);

	static ReloadStatus inProgress(int generation) {
		return new ReloadStatus(State.IN_PROGRESS, generation, null);
	}

	ReloadStatus succeeded() {
		return new ReloadStatus(State.SUCCEEDED, this.generation, null);
	}

	ReloadStatus failed(String message) {
		return new ReloadStatus(State.FAILED, this.generation, message);
	}

	enum State {

		NONE, IN_PROGRESS, SUCCEEDED, FAILED

	}

}
