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

/**
 * Policy {@code round-robin}: the primary sends connections, a few at a time. Each is
 * acknowledged before anything is read from it: until then the primary can hand it to
 * another worker.
 */
final class HandedConnections implements ConnectionSource {

	private static final Logger logger = LoggerFactory.getLogger(HandedConnections.class);

	private final HandleLine line;

	private boolean closed;

	HandedConnections(HandleLine line) {
		this.line = line;
	}

	@Override
	public synchronized @Nullable SocketChannel accept() {
		if (this.closed) {
			return null;
		}
		try {
			FileDescriptor handle = this.line.receive();
			while (handle != null) {
				acknowledge(handle);
				SocketChannel connection = JdkChannels.socketChannel(handle);
				if (connection != null) {
					return connection;
				}
				handle = this.line.receive();
			}
		}
		catch (IOException ex) {
			logger.debug("The connection for handles has ended", ex);
		}
		return null;
	}

	/**
	 * Fails after the end of the line, so that the primary hands the connection to
	 * another worker.
	 */
	private void acknowledge(FileDescriptor handle) throws IOException {
		try {
			this.line.acknowledge();
		}
		catch (IOException ex) {
			handle.close();
			throw ex;
		}
	}

	@Override
	public void end() {
		this.line.end();
		close();
	}

	/**
	 * Not while a thread receives, which the end of the line lets go. None receives
	 * afterwards: by then the descriptor's number may be that of something else.
	 */
	private synchronized void close() {
		this.closed = true;
		this.line.close();
	}

}
