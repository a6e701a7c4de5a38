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

package io.github.clusterboot.web.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A connection that gives way to others. A thread of Tomcat goes on with a connection as
 * long as the next request is there when the last one is answered, and a client that is
 * quick would keep it while requests of other connections wait for a thread. So where
 * some wait, each connection has its turn: after that, the next request looks as if it
 * was not there yet, and comes through the poller, behind those that wait.
 * <p>
 * Used by one thread at a time.
 */
final class YieldingChannel extends NioChannel {

	/**
	 * Long enough for the way through the poller not to matter.
	 */
	static final Duration TURN = Duration.ofMillis(20);

	private final BooleanSupplier othersWait;

	private final LongSupplier nanoTime;

	private boolean hasTurn;

	private long since;

	YieldingChannel(SocketBufferHandler buffers, BooleanSupplier othersWait) {
		this(buffers, othersWait, System::nanoTime);
	}

	YieldingChannel(SocketBufferHandler buffers, BooleanSupplier othersWait, LongSupplier nanoTime) {
		super(buffers);
		this.othersWait = othersWait;
		this.nanoTime = nanoTime;
	}

	@Override
	public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
		this.hasTurn = false;
		super.reset(channel, wrapper);
	}

	/**
	 * The head of a request is read to the beginning of Tomcat's buffer, what follows it
	 * is not. To hide that would do harm: a body of which nothing seems to be there is
	 * taken for one that has ended.
	 */
	@Override
	public int read(ByteBuffer to) throws IOException {
		if (!this.hasTurn) {
			this.hasTurn = true;
			this.since = this.nanoTime.getAsLong();
		}
		else if (to.position() == 0 && this.nanoTime.getAsLong() - this.since > TURN.toNanos()
				&& this.othersWait.getAsBoolean()) {
			this.hasTurn = false;
			return 0;
		}
		int length = super.read(to);
		this.hasTurn = length > 0;
		return length;
	}

}
