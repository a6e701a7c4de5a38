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

package io.github.clusterboot.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A port on localhost where everybody is given the same answer.
 */
public final class AnsweringPort implements AutoCloseable {

	private final ServerSocket server = new ServerSocket();

	public AnsweringPort(int port, String answer) throws IOException {
		this.server.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
		Thread thread = new Thread(() -> answer(answer), "answers");
		thread.setDaemon(true);
		thread.start();
	}

	private void answer(String answer) {
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				socket.getInputStream().readNBytes("PING\r\n".length());
				socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
			}
			catch (IOException ex) {
				// it is closed, or the other end has gone
			}
		}
	}

	public int number() {
		return this.server.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
