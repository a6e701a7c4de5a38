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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A web server of a worker, as the worker watches and drains it. What is here is called
 * again and again, from any thread, and does not block.
 */
public interface ManagedServer extends Drainable {

	/**
	 * How long a connection has to have been idle before a drain closes it: for a client
	 * that has just connected, or is about to send its next request on a connection that
	 * it has kept alive.
	 */
	Duration IDLE_GRACE = Duration.ofSeconds(1);

	/**
	 * Has the connections end as soon as that harms no client: responses say that theirs
	 * is the last one of their connection, and a connection that is idle is closed after
	 * {@link #IDLE_GRACE}. By then the server gets no connections any more.
	 * @return how many connections there are
	 */
	@Override
	int drain();

	/**
	 * The open connections.
	 * @return their number
	 */
	int connections();

	/**
	 * The requests that were served.
	 * @return their number since the server was started
	 */
	long requests();

	/**
	 * How long the oldest request has been with its thread.
	 * @return the time, or zero if there is none or nobody watches
	 */
	Duration oldestRequest();

	/**
	 * Whether bytes that a client has sent have not been read.
	 * @param connection the connection
	 * @return whether there are any; not if the client has closed it
	 */
	static boolean hasUnread(SocketChannel connection) {
		try {
			return connection.socket().getInputStream().available() > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
