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

import io.netty.channel.unix.Socket;

import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.NativeTransport;

/**
 * Policy {@code os}: every worker gets the listening socket itself and accepts from it.
 * The primary never does. The counterpart of Node's {@code SharedHandle}.
 *
 * @param socket the listening socket
 */
record SharedHandle(Socket socket) implements Handle {

	/**
	 * The number of a socket that is closed may be that of another file by now.
	 */
	@Override
	public void join(HandleSender worker) {
		if (this.socket.isOpen()) {
			worker.sendLast(this.socket);
		}
		else {
			worker.close();
		}
	}

	@Override
	public void stopAccepting() {
		NativeTransport.close(this.socket);
	}

}
