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

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.worker.ManagedServer;

/**
 * One connector of Jetty, as the worker watches and drains it.
 */
final class ManagedConnector implements ManagedServer {

	private final ServerConnector connector;

	private final Exchanges exchanges;

	private final WebSocketSessions webSockets;

	private final @Nullable Http2Farewell http2 = ClassUtils.isPresent("org.eclipse.jetty.http2.HTTP2Connection",
			ManagedConnector.class.getClassLoader()) ? new Http2Farewell() : null;

	private @Nullable Long drainedSince;

	ManagedConnector(ServerConnector connector, Exchanges exchanges, WebSocketSessions webSockets) {
		this.connector = connector;
		this.exchanges = exchanges;
		this.webSockets = webSockets;
	}

	@Override
	public int connections() {
		int taken = (this.connector.getTransport() instanceof SharedChannel channel) ? channel.taken() : 0;
		return taken + this.connector.getConnectedEndPoints().size();
	}

	@Override
	public long requests() {
		return this.exchanges.ended();
	}

	@Override
	public Duration oldestRequest() {
		return this.exchanges.oldest();
	}

	/**
	 * HTTP/1.1 responses say {@code Connection: close} from now on.
	 */
	@Override
	public int drain() {
		Long drainedSince = this.drainedSince;
		if (drainedSince == null) {
			drainedSince = System.nanoTime();
			this.drainedSince = drainedSince;
			this.connector.getConnectionFactories()
				.stream()
				.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
				.map(HttpConfiguration.ConnectionFactory.class::cast)
				.forEach((factory) -> factory.getHttpConfiguration().setPersistentConnectionsEnabled(false));
		}
		boolean mayClose = System.nanoTime() - drainedSince > IDLE_GRACE.toNanos();
		this.connector.getConnectedEndPoints().forEach((endPoint) -> drain(endPoint, mayClose));
		// in this order: what is being accepted is counted among the connections
		// afterwards
		boolean accepting = this.connector.getTransport() instanceof SharedChannel channel && channel.isAccepting();
		return connections() + (accepting ? 1 : 0);
	}

	private void drain(EndPoint endPoint, boolean mayClose) {
		Connection connection = endPoint.getConnection();
		Connection served = (connection instanceof SslConnection tls) ? tls.getSslEndPoint().getConnection()
				: connection;
		BooleanSupplier idle = () -> mayClose && isIdle(endPoint);
		boolean isHttp2 = this.http2 != null && this.http2.drain(served, idle);
		if (!isHttp2 && !isUpgraded(served) && idle.getAsBoolean()) {
			// not the connection, which would answer to half a request's head
			served.getEndPoint().close();
		}
	}

	/**
	 * Whether no request is under way. Each step sees what came before the one before: a
	 * request is lost only if it arrives between two system calls.
	 */
	private boolean isIdle(EndPoint endPoint) {
		return endPoint instanceof SocketChannelEndPoint socket && socket.getIdleFor() >= IDLE_GRACE.toMillis()
				&& !ManagedServer.hasUnread(socket.getChannel()) && socket.isFillInterested()
				&& !this.exchanges.isBusy(socket);
	}

	/**
	 * Whether a connection has gone on from HTTP to something else, WebSocket in all
	 * likelihood.
	 */
	private static boolean isUpgraded(Connection connection) {
		return connection instanceof Connection.UpgradeTo && !(connection instanceof Connection.UpgradeFrom);
	}

	@Override
	public void giveUp() {
		this.webSockets.close();
		this.exchanges.giveUp();
	}

}
