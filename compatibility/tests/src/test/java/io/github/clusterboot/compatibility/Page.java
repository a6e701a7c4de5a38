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

package io.github.clusterboot.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * A page of an application, which is asked for on a connection of its own each time.
 *
 * @param method the method of the request
 * @param path its path
 * @param form the form that is sent, or nothing
 */
record Page(String method, String path, String form) implements Question {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	static Page get(String path) {
		return new Page("GET", path, "");
	}

	static Page post(String path, String form) {
		return new Page("POST", path, form);
	}

	@Override
	public Answer ask(int port) {
		try {
			return ask(URI.create("http://localhost:" + port + this.path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this + ": " + ex.getMessage(), ex);
		}
	}

	private Answer ask(URI uri) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
		connection.setRequestMethod(this.method);
		connection.setInstanceFollowRedirects(false);
		connection.setConnectTimeout((int) TIMEOUT.toMillis());
		connection.setReadTimeout((int) TIMEOUT.toMillis());
		connection.setRequestProperty("Connection", "close");
		connection.setRequestProperty("Accept", "*/*");
		if (!this.form.isEmpty()) {
			connection.setDoOutput(true);
			connection.getOutputStream().write(this.form.getBytes(StandardCharsets.UTF_8));
		}
		int status = connection.getResponseCode();
		InputStream body = (status < 400) ? connection.getInputStream() : connection.getErrorStream();
		return new Answer(status, path(connection.getHeaderField("Location")),
				Objects.requireNonNullElse(connection.getContentType(), ""),
				(body != null) ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "");
	}

	/**
	 * Without the port, which is another one at each launch.
	 */
	private static String path(String location) {
		return (location != null) ? URI.create(location).getPath() : "";
	}

}
