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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The Redis that clients expect where nothing is configured, {@code localhost:6379}.
 */
public final class LocalRedis {

	/**
	 * The default port of Redis.
	 */
	public static final int PORT = 6379;

	private static final int TIMEOUT_MILLIS = 500;

	private LocalRedis() {
	}

	/**
	 * Whether one answers that can be used as it is: without a password.
	 * @return whether it does
	 */
	public static boolean answers() {
		return answers(PORT);
	}

	static boolean answers(int port) {
		return "+PONG".equals(ask("localhost", port, "PING"));
	}

	/**
	 * Sends a command to a Redis.
	 * @return the first line of its answer, {@code null} where nobody answers in time
	 */
	static @Nullable String ask(String host, int port, String command) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
			return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
		}
		catch (IOException ex) {
			return null;
		}
	}

}
