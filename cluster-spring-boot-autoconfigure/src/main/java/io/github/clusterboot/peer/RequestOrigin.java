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

package io.github.clusterboot.peer;

import java.util.Base64;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a forwarded request does not tell by itself: where it came from. It travels in a
 * header, which is believed at a private door only.
 *
 * @param scheme the scheme, {@code http} or {@code https}
 * @param serverName the host name of the server
 * @param serverPort the port of the server
 * @param remoteAddress the IP address of the client
 * @param remoteHost the host name of the client, or its IP address
 * @param remotePort the port of the client
 * @param localAddress the IP address on which the request arrived
 * @param localName the host name of that address
 * @param localPort the port on which the request arrived
 * @param workerInPath the worker that the request's path named, or {@code null} if it
 * named none
 */
public record RequestOrigin(String scheme, String serverName, int serverPort, String remoteAddress, String remoteHost,
		int remotePort, String localAddress, String localName, int localPort, @Nullable String workerInPath) {

	/**
	 * The name of the header.
	 */
	public static final String HEADER = "Cluster-Request-Origin";

	/**
	 * The value of the header.
	 * @return a value of ASCII characters
	 */
	public String toHeader() {
		return Base64.getEncoder().encodeToString(JsonMapper.shared().writeValueAsBytes(this));
	}

	/**
	 * Reads the value of a header.
	 * @param header the value
	 * @return the origin, or {@code null} if the value cannot be read
	 */
	public static @Nullable RequestOrigin parse(String header) {
		try {
			return JsonMapper.shared().readValue(Base64.getDecoder().decode(header), RequestOrigin.class);
		}
		catch (IllegalArgumentException | JacksonException ex) {
			return null;
		}
	}

}
