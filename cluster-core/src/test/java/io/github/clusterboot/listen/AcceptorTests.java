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

package io.github.clusterboot.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.listen.Acceptor.Connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ChannelAcceptor} and {@link EpollAcceptor}.
 */
class AcceptorTests {

	private static final int MANY = 50;

	private final NativeTransport transport;

	private final EventLoopGroup eventLoop;

	private final BlockingQueue<FileDescriptor> accepted = new LinkedBlockingQueue<>();

	private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

	AcceptorTests() throws NativeTransport.UnavailableException {
		this.transport = NativeTransport.load();
		this.eventLoop = this.transport.newEventLoop("test-acceptor");
	}

	@AfterEach
	void stop() throws IOException {
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
		for (FileDescriptor connection : this.accepted) {
			connection.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyClientThatWaitsIsAccepted(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		Acceptor acceptor = acceptor(kind, channel);
		List<Socket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < MANY; i++) {
				clients.add(connect(channel));
			}
			accept(acceptor, true);
			for (Socket client : clients) {
				FileDescriptor connection = nextAccepted();
				assertThat(new io.netty.channel.unix.Socket(connection.intValue()).remoteAddress().getPort())
					.isEqualTo(client.getLocalPort());
				connection.close();
				client.setSoTimeout(10_000);
				assertThat(client.getInputStream().read()).as("nobody else holds the connection").isEqualTo(-1);
			}
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void clientsWaitWhileNoneMayBeAccepted(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		Acceptor acceptor = acceptor(kind, channel);
		try (Socket first = connect(channel); Socket second = connect(channel)) {
			onEventLoop(() -> assertThat(this.accepted).isEmpty());
			accept(acceptor, true);
			nextAccepted().close();
			nextAccepted().close();
			for (int i = 0; i < 3; i++) {
				accept(acceptor, false);
				try (Socket later = connect(channel)) {
					// what is ready is handled before the task after the next
					onEventLoop(() -> {
					});
					onEventLoop(() -> assertThat(this.accepted).isEmpty());
					accept(acceptor, true);
					nextAccepted().close();
				}
			}
		}
		assertThat(this.failures).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsAcceptedFromTheMomentThatItMayNot(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		Acceptor[] acceptor = new Acceptor[1];
		acceptor[0] = acceptor(kind, channel, new Recorder() {

			@Override
			public void accepted(FileDescriptor connection) {
				super.accepted(connection);
				acceptor[0].accept(false);
			}

		});
		try (Socket first = connect(channel); Socket second = connect(channel)) {
			accept(acceptor[0], true);
			nextAccepted().close();
			onEventLoop(() -> {
			});
			onEventLoop(() -> assertThat(this.accepted).isEmpty());
			accept(acceptor[0], true);
			nextAccepted().close();
		}
		assertThat(this.failures).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void nobodyCanConnectOnceItIsClosed(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		Acceptor acceptor = acceptor(kind, channel);
		accept(acceptor, true);
		int port = channel.localAddress().getPort();
		onEventLoop(acceptor::close);
		assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
		assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
		onEventLoop(acceptor::close);
	}

	@ParameterizedTest
	@EnumSource
	void listeningSocketCanBeClosedAtOnce(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		onEventLoop(() -> kind.create.apply(channel, new Recorder()).close());
		assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
		ServerSocketChannel next = listen(kind);
		accept(acceptor(kind, next), true);
		try (Socket client = connect(next)) {
			nextAccepted().close();
		}
		assertThat(this.failures).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = "EPOLL")
	void failureIsTold(Kind kind) throws Exception {
		ServerSocketChannel channel = listen(kind);
		accept(acceptor(kind, channel), true);
		new io.netty.channel.unix.Socket(((UnixChannel) channel).fd().intValue()).shutdown();
		assertThat(this.failures.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
	}

	@ParameterizedTest
	@MethodSource
	void acceptingGoesOnAfterAConnectionThatCouldNotBeTaken(Kind kind, Throwable failure) throws Exception {
		ServerSocketChannel channel = listen(kind);
		Acceptor acceptor = acceptor(kind, channel, new Recorder() {

			private boolean failed;

			@Override
			public void accepted(FileDescriptor connection) {
				super.accepted(connection);
				if (!this.failed) {
					this.failed = true;
					if (failure instanceof Error error) {
						throw error;
					}
					throw (RuntimeException) failure;
				}
			}

		});
		accept(acceptor, true);
		try (Socket first = connect(channel); Socket second = connect(channel)) {
			nextAccepted().close();
			nextAccepted().close();
		}
		assertThat(this.failures).containsExactly(failure);
	}

	static Stream<Arguments> acceptingGoesOnAfterAConnectionThatCouldNotBeTaken() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of(new IllegalStateException("not this one"), new OutOfMemoryError("of a test"))
				.map((failure) -> Arguments.of(kind, failure)));
	}

	private ServerSocketChannel listen(Kind kind) {
		assumeThat(kind == Kind.CHANNEL || this.transport == NativeTransport.EPOLL).isTrue();
		ServerSocketChannel channel = new ReflectiveChannelFactory<>(this.transport.serverSocketChannel()).newChannel();
		channel.config().setAutoRead(false);
		channel.config().setOption(ChannelOption.SO_BACKLOG, MANY);
		this.eventLoop.register(channel).syncUninterruptibly();
		channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly();
		return channel;
	}

	private Socket connect(ServerSocketChannel channel) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), channel.localAddress().getPort());
	}

	private Acceptor acceptor(Kind kind, ServerSocketChannel channel) throws Exception {
		return acceptor(kind, channel, new Recorder());
	}

	private Acceptor acceptor(Kind kind, ServerSocketChannel channel, Connections connections) throws Exception {
		return this.eventLoop.submit(() -> kind.create.apply(channel, connections)).get(10, TimeUnit.SECONDS);
	}

	private void accept(Acceptor acceptor, boolean accept) throws Exception {
		onEventLoop(() -> acceptor.accept(accept));
	}

	private FileDescriptor nextAccepted() throws InterruptedException {
		FileDescriptor connection = this.accepted.poll(10, TimeUnit.SECONDS);
		assertThat(connection).as("accepted").isNotNull();
		return connection;
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

	/**
	 * Keeps what it is given.
	 */
	private class Recorder implements Connections {

		@Override
		public void accepted(FileDescriptor connection) {
			AcceptorTests.this.accepted.add(connection);
		}

		@Override
		public void failed(Throwable cause) {
			AcceptorTests.this.failures.add(cause);
		}

	}

	/**
	 * The ways to accept.
	 */
	enum Kind {

		/**
		 * With any transport.
		 */
		CHANNEL(ChannelAcceptor::new),

		/**
		 * With epoll.
		 */
		EPOLL(EpollAcceptor::new);

		private final BiFunction<ServerSocketChannel, Connections, Acceptor> create;

		Kind(BiFunction<ServerSocketChannel, Connections, Acceptor> create) {
			this.create = create;
		}

	}

}
