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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.PrivateDoor;

/**
 * A connector on a Unix domain socket, with threads of its own.
 */
final class DoorConnector extends ServerConnector {

	private static final int MOST_THREADS = 100;

	private static final int SPARE_THREADS = 1;

	private final Path socket;

	private volatile @Nullable ServerSocketChannel channel;

	/**
	 * Creates a connector.
	 * @param server the web server
	 * @param threads its threads, which start and stop with it
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 */
	private DoorConnector(Server server, QueuedThreadPool threads, Path socket, Doorkeeper doorkeeper) {
		super(new DoorServer(server, threads, doorkeeper), threads, null, null, 1, 1, http(server));
		this.socket = socket;
		setIdleTimeout(PrivateDoor.TIMEOUT.toMillis());
	}

	static DoorConnector of(Server server, Path socket, Doorkeeper doorkeeper) {
		QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, SPARE_THREADS);
		threads.setName("cluster-door");
		threads.setDaemon(true);
		return new DoorConnector(server, threads, socket, doorkeeper);
	}

	/**
	 * What one worker has let in must not be refused by another.
	 */
	private static ConnectionFactory http(Server server) {
		HttpConnectionFactory main = server.getConnectors()[0].getConnectionFactory(HttpConnectionFactory.class);
		HttpConfiguration configuration = (main != null) ? new HttpConfiguration(main.getHttpConfiguration())
				: new HttpConfiguration();
		configuration.setRequestHeaderSize(PrivateDoor.MOST_BYTES_OF_HEADERS);
		configuration.setPersistentConnectionsEnabled(false);
		return new HttpConnectionFactory(configuration);
	}

	@Override
	public void open() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.bind(UnixDomainSocketAddress.of(this.socket));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		this.channel = channel;
	}

	@Override
	public boolean isOpen() {
		ServerSocketChannel channel = this.channel;
		return channel != null && channel.isOpen();
	}

	@Override
	public void accept(int acceptor) throws IOException {
		ServerSocketChannel channel = this.channel;
		if (channel == null) {
			throw new ClosedChannelException();
		}
		SocketChannel connection = channel.accept();
		connection.configureBlocking(false);
		getSelectorManager().accept(connection);
	}

	@Override
	public void close() {
		super.close();
		if (isOpen()) {
			IO.close(this.channel);
			IO.delete(this.socket);
		}
	}

	/**
	 * Jetty logs it.
	 */
	@Override
	public String toString() {
		return "private door " + this.socket;
	}

}
