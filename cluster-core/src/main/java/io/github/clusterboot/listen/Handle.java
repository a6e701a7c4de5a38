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

package io.github.clusterboot.listen;

import io.github.clusterboot.ipc.HandleSender;

/**
 * A listening socket of the primary and the way in which it is shared. Used on the thread
 * of the event loop.
 */
interface Handle {

	/**
	 * A worker wants to take connections.
	 */
	void join(HandleSender worker);

	/**
	 * Closes the primary's copy of the listening socket: nothing is accepted any more.
	 */
	void stopAccepting();

	/**
	 * Whether every connection that the primary has accepted was taken by a worker.
	 */
	default boolean isSettled() {
		return true;
	}

	/**
	 * Closes what no worker has taken.
	 */
	default void close() {
		stopAccepting();
	}

}
