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

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleLine;

/**
 * Policy {@code os}: accepts from a descriptor of the shared listening socket, which the
 * primary sends. To end is to close it.
 */
final class SharedSocket implements ConnectionSource {

	private static final Logger logger = LoggerFactory.getLogger(SharedSocket.class);

	private final HandleLine line;

	private final AcceptOrder order;

	private @Nullable ServerSocketChannel channel;

	private boolean ended;

	SharedSocket(HandleLine line, AcceptOrder order) {
		this.line = line;
		this.order = order;
	}

	@Override
	public boolean awaitOpen() {
		return channel() != null;
	}

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		ServerSocketChannel channel = channel();
		if (channel == null) {
			return null;
		}
		try {
			this.order.awaitTurn(channel::isOpen, (millis) -> JdkChannels.awaitClient(channel, millis));
			SocketChannel connection = channel.accept();
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

	private @Nullable ServerSocketChannel channel() {
		ServerSocketChannel channel = this.channel;
		if (channel != null) {
			return channel;
		}
		try {
			FileDescriptor handle = this.line.receive();
			return (handle != null) ? received(JdkChannels.serverSocketChannel(handle)) : null;
		}
		catch (IOException ex) {
			logger.debug("No descriptor of the listening socket could be had", ex);
			return null;
		}
	}

	private synchronized ServerSocketChannel received(ServerSocketChannel channel) throws IOException {
		this.channel = channel;
		if (this.ended) {
			channel.close();
		}
		return channel;
	}

	@Override
	public void connectionEnded() {
		this.order.ended();
	}

	@Override
	public synchronized void end() {
		this.ended = true;
		this.line.end();
		try {
			if (this.channel != null) {
				this.channel.close();
			}
		}
		catch (IOException ex) {
			logger.debug("Could not close a descriptor of a shared listening socket", ex);
		}
	}

	@Override
	public void close() {
		end();
		this.line.close();
		this.order.close();
	}

}
