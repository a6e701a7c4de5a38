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
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.coyote.Processor;
import org.apache.coyote.RequestGroupInfo;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.ManagedServer;

/**
 * One endpoint of Tomcat, as the worker watches and drains it.
 */
final class ManagedEndpoint implements ManagedServer {

	/**
	 * For a client that has just connected, or is about to send its next request on a
	 * connection that it has kept alive.
	 */
	private static final Duration IDLE_GRACE = Duration.ofSeconds(1);

	private final AbstractHttp11Protocol<?> protocol;

	private final ClusterNioEndpoint endpoint;

	private final @Nullable RequestWatch requestWatch;

	private final WebSocketSessions webSockets;

	private @Nullable Long drainedSince;

	ManagedEndpoint(AbstractHttp11Protocol<?> protocol, ClusterNioEndpoint endpoint,
			@Nullable RequestWatch requestWatch, WebSocketSessions webSockets) {
		this.protocol = protocol;
		this.endpoint = endpoint;
		this.requestWatch = requestWatch;
		this.webSockets = webSockets;
	}

	/**
	 * The count includes the connection that the acceptor waits for.
	 */
	@Override
	public boolean hasRoomFor(int connections) {
		return this.endpoint.getMaxConnections() < 0
				|| this.endpoint.getConnectionCount() + connections <= this.endpoint.getMaxConnections();
	}

	@Override
	public int connections() {
		return this.endpoint.openConnections();
	}

	@Override
	public long requests() {
		long requests = (this.endpoint.getHandler().getGlobal() instanceof RequestGroupInfo group)
				? group.getRequestCount() : 0;
		for (UpgradeProtocol upgrade : this.protocol.findUpgradeProtocols()) {
			if (upgrade instanceof Http2Protocol http2) {
				requests += http2.getGlobal().getRequestCount();
			}
		}
		return requests;
	}

	@Override
	public Duration oldestRequest() {
		return (this.requestWatch != null) ? this.requestWatch.oldest() : Duration.ZERO;
	}

	@Override
	public int drain() {
		Long drainedSince = this.drainedSince;
		if (drainedSince == null) {
			drainedSince = System.nanoTime();
			this.drainedSince = drainedSince;
			lastResponses();
		}
		this.endpoint.getHandler().pause();
		if (System.nanoTime() - drainedSince > IDLE_GRACE.toNanos()) {
			this.endpoint.getConnections().forEach(this::closeIfIdle);
		}
		// in this order: what is being taken is counted among the connections afterwards
		boolean taking = this.endpoint.isTaking();
		return connections() + (taking ? 1 : 0);
	}

	/**
	 * HTTP/1.1 responses say {@code Connection: close} from now on. Connections of HTTP/2
	 * are sent GOAWAY by the handler's pause, which has to be repeated: it misses those
	 * that are being served at that moment.
	 */
	private void lastResponses() {
		this.protocol.setMaxKeepAliveRequests(1);
		int grace = (int) IDLE_GRACE.toMillis();
		for (UpgradeProtocol upgrade : this.protocol.findUpgradeProtocols()) {
			if (upgrade instanceof Http2Protocol http2) {
				http2.setKeepAliveTimeout(grace);
			}
		}
	}

	/**
	 * Closes a connection on which nothing is going on. A thread that serves it holds its
	 * lock, and has taken or left a processor. A request that has just arrived is looked
	 * for under the lock, so that it is lost only if it arrives between two system calls.
	 */
	private void closeIfIdle(SocketWrapperBase<NioChannel> connection) {
		ReentrantLock lock = connection.getLock();
		if (!lock.tryLock()) {
			return;
		}
		try {
			NioChannel channel = connection.getSocket();
			if (connection.getCurrentProcessor() != null || connection.isClosed() || !channel.isHandshakeComplete()
					|| !hasBeenIdle(connection)) {
				return;
			}
			if (connection.isReadyForRead()) {
				this.endpoint.processSocket(connection, SocketEvent.OPEN_READ, true);
			}
			else {
				connection.close();
			}
		}
		catch (IOException ex) {
			// the client has closed it
			connection.close();
		}
		finally {
			lock.unlock();
		}
	}

	private static boolean hasBeenIdle(SocketWrapperBase<NioChannel> connection) {
		if (connection instanceof NioSocketWrapper nio) {
			long lastUsed = Math.max(nio.getLastRead(), nio.getLastWrite());
			return System.currentTimeMillis() - lastUsed >= IDLE_GRACE.toMillis();
		}
		return true;
	}

	/**
	 * Ends asynchronous requests, those of server-sent events among them, by their own
	 * time-out handling, which completes the response, and connections of HTTP/2.
	 */
	@Override
	public void giveUp() {
		this.webSockets.close();
		for (SocketWrapperBase<?> connection : this.endpoint.getConnections()) {
			if (connection.getCurrentProcessor() instanceof Processor processor
					&& (processor.isAsync() || processor.isUpgrade())) {
				processor.timeoutAsync(-1);
			}
		}
	}

}
