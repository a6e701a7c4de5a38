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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.apache.coyote.Processor;
import org.apache.coyote.RequestGroupInfo;
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
	 * For a client that is still in the TLS handshake, in which it may have to compute.
	 * It counts from when the connection was accepted, as Tomcat notes nothing later
	 * before the handshake is done.
	 */
	private static final Duration HANDSHAKE_GRACE = Duration.ofSeconds(3);

	/**
	 * How long after GOAWAY a connection of HTTP/2 serves new streams: as long as they
	 * come, since Tomcat takes the body of a request that it ignores for an error of the
	 * whole connection.
	 */
	private static final Duration LATE_STREAMS = Duration.ofDays(1);

	private final AbstractHttp11Protocol<?> protocol;

	private final ClusterNioEndpoint endpoint;

	private final RequestWatch requestWatch;

	private final WebSocketSessions webSockets;

	private @Nullable Long drainedSince;

	ManagedEndpoint(AbstractHttp11Protocol<?> protocol, ClusterNioEndpoint endpoint, RequestWatch requestWatch,
			WebSocketSessions webSockets) {
		this.protocol = protocol;
		this.endpoint = endpoint;
		this.requestWatch = requestWatch;
		this.webSockets = webSockets;
	}

	@Override
	public int connections() {
		return this.endpoint.getConnections().size();
	}

	@Override
	public long requests() {
		long requests = (this.endpoint.getHandler().getGlobal() instanceof RequestGroupInfo group)
				? group.getRequestCount() : 0;
		return requests + http2().mapToLong((http2) -> http2.getGlobal().getRequestCount()).sum();
	}

	@Override
	public Duration oldestRequest() {
		return this.requestWatch.oldest();
	}

	/**
	 * Has connections of HTTP/2 that come later serve the requests that their clients
	 * send before they hear of the drain.
	 */
	void serveLateStreams() {
		http2().forEach((http2) -> http2.setDrainTimeout(LATE_STREAMS.toNanos()));
	}

	private Stream<Http2Protocol> http2() {
		return Arrays.stream(this.protocol.findUpgradeProtocols())
			.filter(Http2Protocol.class::isInstance)
			.map(Http2Protocol.class::cast);
	}

	/**
	 * HTTP/1.1 responses say {@code Connection: close} from now on. Connections of HTTP/2
	 * are sent GOAWAY by the handler's pause, which has to be repeated: it misses those
	 * that are being served at that moment.
	 */
	@Override
	public int drain() {
		Long drainedSince = this.drainedSince;
		if (drainedSince == null) {
			drainedSince = System.nanoTime();
			this.drainedSince = drainedSince;
			this.protocol.setMaxKeepAliveRequests(1);
			http2().filter((http2) -> http2.getKeepAliveTimeout() < 0)
				.forEach((http2) -> http2.setKeepAliveTimeout(IDLE_GRACE.toMillis()));
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
	 * Closes a connection on which no request is under way. A thread that serves it holds
	 * its lock, and has taken or left a processor. What has just arrived is looked for
	 * under the lock, so that a request is lost only if it arrives between two system
	 * calls.
	 */
	private void closeIfIdle(SocketWrapperBase<NioChannel> connection) {
		ReentrantLock lock = connection.getLock();
		if (!lock.tryLock()) {
			return;
		}
		try {
			if (!connection.getSocket().isHandshakeComplete()) {
				if (hasBeenIdle(connection, HANDSHAKE_GRACE)) {
					connection.close();
				}
			}
			else if (connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade()) {
				closeIfIdle(processor);
			}
			else if (!isBusy(connection) && hasBeenIdle(connection, IDLE_GRACE)) {
				if (connection.isReadyForRead()) {
					this.endpoint.processSocket(connection, SocketEvent.OPEN_READ, true);
				}
				else {
					connection.close();
				}
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

	/**
	 * Closes a connection of HTTP/2 that has had no stream for the grace. Tomcat does so
	 * after the keep-alive time-out, so it is told that the rest of that has passed.
	 */
	private void closeIfIdle(Processor processor) {
		http2().filter((http2) -> http2.getUpgradeProtocolName().equals(processor.getUpgradeToken().protocol()))
			.mapToLong((http2) -> http2.getKeepAliveTimeout() - IDLE_GRACE.toMillis())
			.forEach((rest) -> processor.timeoutAsync(System.currentTimeMillis() + Math.max(0, rest)));
	}

	/**
	 * Whether a request is under way for which no thread is needed now. A processor that
	 * waits for something else waits for the rest of a request's head.
	 */
	private static boolean isBusy(SocketWrapperBase<NioChannel> connection) {
		return connection.getCurrentProcessor() instanceof Processor processor
				&& (processor.isAsync() || processor.getRequest().getResponse().isCommitted());
	}

	private static boolean hasBeenIdle(SocketWrapperBase<NioChannel> connection, Duration grace) {
		NioSocketWrapper nio = (NioSocketWrapper) connection;
		return System.currentTimeMillis() - Math.max(nio.getLastRead(), nio.getLastWrite()) >= grace.toMillis();
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
