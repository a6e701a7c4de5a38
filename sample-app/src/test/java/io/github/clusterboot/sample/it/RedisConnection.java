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

package io.github.clusterboot.sample.it;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a Redis without a client library, which would connect again by itself.
 */
final class RedisConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream input;

	private RedisConnection(Socket socket) throws IOException {
		this.socket = socket;
		this.input = new BufferedInputStream(socket.getInputStream());
	}

	static RedisConnection open(int port) {
		Socket socket = new Socket();
		try {
			socket.setSoTimeout((int) Http.TIMEOUT.toMillis());
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return new RedisConnection(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs a command.
	 * @param words the command and its arguments
	 * @return the answer, that of several elements with a line for each
	 * @throws IllegalStateException if Redis refuses; the message says why
	 */
	String command(String... words) {
		StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
		for (String word : words) {
			request.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
		}
		try {
			this.socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
			return answer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String answer() throws IOException {
		String line = line();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+', ':' -> rest;
			case '-' -> throw new IllegalStateException(rest);
			case '$' -> text(Integer.parseInt(rest));
			case '*' -> list(Integer.parseInt(rest));
			default -> throw new IllegalStateException("Not understood: " + line);
		};
	}

	private String text(int length) throws IOException {
		if (length < 0) {
			return "";
		}
		String text = new String(this.input.readNBytes(length), StandardCharsets.ISO_8859_1);
		line();
		return text;
	}

	private String list(int length) throws IOException {
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			elements.add(answer());
		}
		return String.join("\n", elements);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.input.read();
		while (next != '\n') {
			if (next < 0) {
				throw new EOFException();
			}
			line.append((char) next);
			next = this.input.read();
		}
		return line.toString().stripTrailing();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
