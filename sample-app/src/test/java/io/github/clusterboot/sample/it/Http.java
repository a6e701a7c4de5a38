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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Sends each request on a connection of its own.
 */
final class Http {

	static final Duration TIMEOUT = Duration.ofSeconds(90);

	/**
	 * What the administrator sends as the header {@code Authorization}.
	 */
	static final String ADMINISTRATOR = "Basic " + Base64.getEncoder()
		.encodeToString(("admin:" + Sample.ADMIN_PASSWORD).getBytes(StandardCharsets.US_ASCII));

	private final int port;

	Http(int port) {
		this.port = port;
	}

	Exchange get(String path) {
		return get(path, (clientPort) -> {
		});
	}

	Exchange get(String path, IntConsumer onConnected) {
		return exchange("GET", path, Map.of(), "", onConnected);
	}

	Exchange post(String path) {
		return post(path, "");
	}

	/**
	 * Sends JSON as the administrator.
	 * @param path the path
	 * @param json the JSON
	 * @return the exchange
	 */
	Exchange post(String path, String json) {
		return send("POST", path, "application/json", json);
	}

	/**
	 * Sends something as the administrator.
	 * @param method the method
	 * @param path the path
	 * @param contentType what it is
	 * @param body the body
	 * @return the exchange
	 */
	Exchange send(String method, String path, String contentType, String body) {
		return send(method, path, Map.of("Content-Type", contentType, "Authorization", ADMINISTRATOR), body);
	}

	Exchange send(String method, String path, Map<String, String> headers, String body) {
		return exchange(method, path, headers, body, (clientPort) -> {
		});
	}

	private Exchange exchange(String method, String path, Map<String, String> headers, String body,
			IntConsumer onConnected) {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port),
					(int) TIMEOUT.toMillis());
			onConnected.accept(socket.getLocalPort());
			StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost:" + this.port
					+ "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n");
			headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
			request.append("\r\n").append(body);
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
			return HttpAnswer.parse(readAll(socket.getInputStream()));
		}
		catch (SocketTimeoutException ex) {
			return Exchange.failed(Outcome.TIMEOUT);
		}
		catch (ConnectException ex) {
			return Exchange.failed(Outcome.REFUSED);
		}
		catch (IOException ex) {
			return Exchange.failed(Outcome.RESET);
		}
	}

	private String readAll(InputStream input) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		input.transferTo(bytes);
		return bytes.toString(StandardCharsets.ISO_8859_1);
	}

}
