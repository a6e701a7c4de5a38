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

package io.github.clusterboot.session;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/**
 * Where the Redis is that the primary runs for development.
 */
public final class EmbeddedRedisConnectionDetails implements DataRedisConnectionDetails {

	private final int port;

	private final String password;

	/**
	 * Creates the details.
	 * @param port the port on the loopback interface
	 * @param password the password
	 */
	public EmbeddedRedisConnectionDetails(int port, String password) {
		this.port = port;
		this.password = password;
	}

	@Override
	public String getPassword() {
		return this.password;
	}

	@Override
	public Standalone getStandalone() {
		return Standalone.of("127.0.0.1", this.port);
	}

}
