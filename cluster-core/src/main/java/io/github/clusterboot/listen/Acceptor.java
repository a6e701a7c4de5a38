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

import io.netty.channel.unix.FileDescriptor;

/**
 * Accepts connections at a listening socket whenever it may. Used on the thread of the
 * event loop.
 */
interface Acceptor {

	/**
	 * Begins or stops accepting. It has not begun at first.
	 */
	void accept(boolean accept);

	/**
	 * Closes the listening socket.
	 */
	void close();

	/**
	 * Is given what was accepted.
	 */
	interface Connections {

		/**
		 * A client has connected.
		 * @param connection is to be closed by who is given it
		 */
		void accepted(FileDescriptor connection);

		/**
		 * A connection could not be accepted. The listening socket is still ready.
		 * @param cause why
		 */
		void failed(Throwable cause);

	}

}
