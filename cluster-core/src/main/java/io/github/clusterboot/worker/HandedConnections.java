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

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleLine;
import io.github.clusterboot.ipc.HandleSignal;

/**
 * Policy {@code round-robin}: the primary sends connections, a few at a time. Each is
 * acknowledged before anything is read from it: until then the primary can hand it to
 * another worker. A server that is at its limit of connections says so, and is sent
 * nothing more until it says otherwise.
 */
final class HandedConnections implements ConnectionSource {

	private static final Logger logger = LoggerFactory.getLogger(HandedConnections.class);

	/**
	 * How many connections the primary may send before the first of them is acknowledged.
	 * With one, this thread and that of the primary wait for each other at each of them.
	 * More are not faster, and all of them are held up while this process hangs.
	 */
	private static final int WINDOW = 2;

	private final HandleLine line;

	private final ManagedServer server;

	private int welcome;

	HandedConnections(HandleLine line, ManagedServer server) {
		this.line = line;
		this.server = server;
	}

	@Override
	public boolean awaitOpen() {
		try {
			welcome();
			return true;
		}
		catch (IOException ex) {
			logger.debug("The primary cannot be told that connections are welcome", ex);
			return false;
		}
	}

	@Override
	public @Nullable SocketChannel accept() {
		try {
			while (true) {
				welcome();
				FileDescriptor handle = this.line.receive();
				if (handle == null) {
					return null;
				}
				acknowledge(handle);
				SocketChannel connection = connection(handle);
				if (connection != null) {
					return connection;
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The connection for handles has ended", ex);
			return null;
		}
	}

	/**
	 * This thread takes one connection now, and others as the server has room for them.
	 */
	private void welcome() throws IOException {
		while (this.welcome == 0 || (this.welcome < WINDOW && this.server.hasRoomFor(this.welcome))) {
			this.line.signal(HandleSignal.FREE);
			this.welcome++;
		}
	}

	/**
	 * Fails after the end of the line, so that the primary hands the connection to
	 * another worker.
	 */
	private void acknowledge(FileDescriptor handle) throws IOException {
		this.welcome--;
		boolean room = this.server.hasRoomFor(this.welcome + 1);
		try {
			this.line.signal(room ? HandleSignal.TAKEN : HandleSignal.TAKEN_AND_FULL);
		}
		catch (IOException ex) {
			handle.close();
			throw ex;
		}
		this.welcome += room ? 1 : 0;
	}

	private static @Nullable SocketChannel connection(FileDescriptor handle) {
		try {
			return JdkChannels.socketChannel(handle);
		}
		catch (IOException ex) {
			logger.debug("A client left before its connection was taken", ex);
			return null;
		}
	}

	/**
	 * The primary does not ask how many there are.
	 */
	@Override
	public void connectionEnded() {
	}

	@Override
	public void end() {
		this.line.end();
	}

	@Override
	public void close() {
		this.line.close();
	}

}
