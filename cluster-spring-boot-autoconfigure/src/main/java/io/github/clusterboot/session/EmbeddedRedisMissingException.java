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

/**
 * A Redis for development is wanted and there is none that could be run.
 */
public final class EmbeddedRedisMissingException extends RuntimeException {

	private final String reason;

	/**
	 * Creates the exception.
	 * @param reason why there is none
	 */
	public EmbeddedRedisMissingException(String reason) {
		super("There is no Redis for development: " + reason);
		this.reason = reason;
	}

	/**
	 * What is wrong.
	 * @return a sentence
	 */
	public String description() {
		return "'cluster.session.embedded-redis' is 'true' and no Redis is configured, but " + this.reason + ".";
	}

	/**
	 * What can be done.
	 * @return sentences
	 */
	public String action() {
		return "Install redis-server so that it is on the PATH, or add com.github.codemonstur:embedded-redis to the "
				+ "class path, or point 'spring.data.redis.url' at a Redis. Other values are 'auto', which goes on "
				+ "without one, and 'false'.";
	}

}
