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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

import io.github.clusterboot.worker.ManagedServer;
import io.github.clusterboot.worker.Worker;

/**
 * Gives a connector, each time it starts, a listening socket that belongs to the primary.
 * Everything behind accept(), TLS and HTTP/2 included, is Jetty's own.
 */
final class SharedPort implements LifeCycle.Listener {

	/**
	 * What the JDK takes instead of 0, Jetty's default.
	 */
	private static final int BACKLOG = 50;

	private final ServerConnector connector;

	private final Worker worker;

	private final boolean alsoWhileRefusing;

	private final ManagedServer managed;

	private @Nullable SharedChannel channel;

	SharedPort(ServerConnector connector, Worker worker, boolean alsoWhileRefusing, ManagedServer managed) {
		this.connector = connector;
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
		this.managed = managed;
	}

	@Override
	public void lifeCycleStarting(LifeCycle starting) {
		if (this.connector.isInheritChannel() || this.connector.isOpen()) {
			return;
		}
		try {
			listen();
		}
		catch (IOException ex) {
			PortInUseException.throwIfPortBindingException(ex, this.connector::getPort);
			throw new UncheckedIOException(ex);
		}
	}

	private void listen() throws IOException {
		String host = this.connector.getHost();
		int port = this.connector.getPort();
		InetSocketAddress address = (host != null) ? new InetSocketAddress(InetAddress.getByName(host), port)
				: new InetSocketAddress(port);
		int backlog = this.connector.getAcceptQueueSize();
		SharedChannel channel = new SharedChannel(
				this.worker.listen(address, (backlog > 0) ? backlog : BACKLOG, this.alsoWhileRefusing, this.managed));
		this.connector.addEventListener(channel);
		this.channel = channel;
		this.connector.open(channel);
	}

	@Override
	public void lifeCycleStopped(LifeCycle stopped) {
		// each start has a channel of its own
		if (this.channel != null) {
			this.connector.removeEventListener(this.channel);
		}
	}

}
