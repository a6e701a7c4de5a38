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

package io.github.clusterboot.door;

import java.time.Duration;

/**
 * One more way into a web server, on a Unix domain socket, for requests that come from
 * this machine and look as if they had come from elsewhere.
 */
public interface PrivateDoor extends AutoCloseable {

	/**
	 * How long a connection may be silent: as long as a worker that forwards is patient
	 * with its own client.
	 */
	Duration TIMEOUT = Duration.ofMinutes(2);

	/**
	 * More than web servers let in: what one worker has let in must not be refused by
	 * another.
	 */
	int MOST_BYTES_OF_HEADERS = 256 * 1024;

	/**
	 * The scheme of what comes in by the first port of the web server.
	 * @return {@code http} or {@code https}
	 */
	String scheme();

	/**
	 * Lets nobody in any more, and removes the socket.
	 */
	@Override
	void close();

}
