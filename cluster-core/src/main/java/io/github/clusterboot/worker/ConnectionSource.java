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

import java.io.IOException;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * Where the connections of a listener come from, according to the scheduling policy, from
 * one opening of the listener to its next shutting.
 */
interface ConnectionSource {

	/**
	 * Waits for the next connection. For one thread.
	 * @return a connection, or {@code null} if there are no more
	 * @throws IOException if one could not be accepted, for want of descriptors for
	 * example
	 */
	@Nullable SocketChannel accept() throws IOException;

	/**
	 * A connection that was accepted has ended. For any thread.
	 */
	default void connectionEnded() {
	}

	/**
	 * Lets the thread go that accepts, and closes the descriptors. For any thread, once;
	 * {@link #accept()} finds nothing afterwards.
	 */
	void end();

	/**
	 * Opens a listener.
	 */
	interface Opener {

		/**
		 * Waits for the primary.
		 * @return what is open
		 * @throws IOException if the primary cannot be reached now; nothing stays open
		 * then
		 */
		ConnectionSource open() throws IOException;

	}

}
