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

package io.github.clusterboot.ipc;

import org.jspecify.annotations.Nullable;

/**
 * What a worker says on a connection that carries handles, in one byte, the ordinal. As
 * with a {@link Message}, one that exists keeps its meaning, and one that is not known is
 * dropped: after a reload the worker may be newer than the primary.
 */
public enum HandleSignal {

	/**
	 * The handle was taken, and the next one is welcome.
	 */
	TAKEN,

	/**
	 * The handle was taken, and the next one is not welcome yet.
	 */
	TAKEN_AND_FULL,

	/**
	 * One more handle is welcome.
	 */
	FREE;

	static @Nullable HandleSignal of(int code) {
		return (code >= 0 && code < values().length) ? values()[code] : null;
	}

}
