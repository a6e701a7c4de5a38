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

/**
 * What the primary and a worker tell each other about leadership.
 */
public sealed interface LeaderMessage extends Message {

	/** Primary to worker: be the leader. */
	record Lead() implements LeaderMessage {
	}

	/** Primary to worker: be the leader no more, and say {@link Stopped}. */
	record Stop() implements LeaderMessage {
	}

	/**
	 * Worker to primary: it is no leader, and what only the leader runs has ended.
	 *
	 * @param forGood whether it cannot lead again
	 */
	record Stopped(boolean forGood) implements LeaderMessage {
	}

}
