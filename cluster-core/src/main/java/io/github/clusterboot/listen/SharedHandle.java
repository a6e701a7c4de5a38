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

import java.io.IOException;
import java.net.InetSocketAddress;

import io.netty.channel.unix.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleSender;

/**
 * Policy {@code os}: every worker gets the listening socket itself and accepts from it.
 * The primary never does. The counterpart of Node's {@code SharedHandle}.
 */
final class SharedHandle implements Handle {

	private static final Logger logger = LoggerFactory.getLogger(SharedHandle.class);

	private final Socket socket;

	private final InetSocketAddress localAddress;

	SharedHandle(Socket socket) {
		this.socket = socket;
		this.localAddress = socket.localAddress();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

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
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			logger.debug("A listening socket could not be closed", ex);
		}
	}

}
