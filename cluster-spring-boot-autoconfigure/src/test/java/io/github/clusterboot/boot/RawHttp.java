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

package io.github.clusterboot.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sends paths as they are written.
 *
 * @param port the port of the server
 */
public record RawHttp(int port) {

	private static final int TIMEOUT_MILLIS = 60_000;

	/**
	 * Sends a request.
	 * @param path the path
	 * @return the whole response
	 */
	public String get(String path) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.getOutputStream().write(request(path, ""));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/**
	 * Sends a request to a private door.
	 * @param door the path of the door's socket
	 * @param path the path
	 * @param headers further lines
	 * @return the whole response
	 */
	public static String get(Path door, String path, String... headers) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door))) {
			String further = (headers.length > 0) ? String.join("\r\n", headers) + "\r\n" : "";
			channel.write(ByteBuffer.wrap(request(path, further)));
			return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static byte[] request(String path, String further) {
		return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n".formatted(path, further)
			.getBytes(StandardCharsets.ISO_8859_1);
	}

}
