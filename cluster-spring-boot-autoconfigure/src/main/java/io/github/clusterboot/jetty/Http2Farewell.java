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

package io.github.clusterboot.jetty;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections of HTTP/2. Jetty's own graceful shutdown of one that has no stream
 * refuses at once what the client sends before it hears of that. So the client hears of
 * it first, and is served until it is idle.
 */
final class Http2Farewell {

	private final Set<HTTP2Session> told = ConcurrentHashMap.newKeySet();

	/**
	 * Has a connection end if it is one of HTTP/2. Nothing is said to one that has had no
	 * stream yet, as SETTINGS has to come first.
	 * @param connection the connection, perhaps inside of TLS
	 * @param idle whether it has been idle for long enough
	 * @return whether it is one of HTTP/2
	 */
	boolean drain(Connection connection, BooleanSupplier idle) {
		if (!(connection instanceof HTTP2Connection http2)) {
			return false;
		}
		HTTP2Session session = http2.getSession();
		if (session.getStreamsOpened() > 0 && this.told.add(session)) {
			session.frames(null, List.of(GoAwayFrame.GRACEFUL), Callback.NOOP);
		}
		else if (idle.getAsBoolean() && session.getStreams().isEmpty()) {
			session.close(ErrorCode.NO_ERROR.code, "drained", Callback.from(session.getEndPoint()::close));
		}
		return true;
	}

}
