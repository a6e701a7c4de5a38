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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy {@code os}: accepts from a descriptor of the shared listening socket. To end is
 * to close it.
 *
 * @param channel the listening socket
 * @param order who accepts next
 */
record SharedSocket(ServerSocketChannel channel, AcceptOrder order) implements ConnectionSource {

	private static final Logger logger = LoggerFactory.getLogger(SharedSocket.class);

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		try {
			this.order.awaitTurn(this.channel::isOpen, (millis) -> JdkChannels.awaitClient(this.channel, millis));
			SocketChannel connection = this.channel.accept();
			this.order.accepted();
			return connection;
		}
		catch (ClosedChannelException ex) {
			// an interrupt closes it as well; a web server may interrupt besides
			// releasing
			Thread.interrupted();
			return null;
		}
	}

	@Override
	public void connectionEnded() {
		this.order.ended();
	}

	@Override
	public void end() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("Could not close a descriptor of a shared listening socket", ex);
		}
		this.order.leave();
	}

}
