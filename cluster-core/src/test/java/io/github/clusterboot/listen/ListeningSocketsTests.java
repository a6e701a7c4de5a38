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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEventLoopGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.clusterboot.ipc.HandleLine;
import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.BindFailed;
import io.github.clusterboot.ipc.Message.Bound;
import io.github.clusterboot.ipc.Message.Listen;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateServer;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.ipc.WorkerConnections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ListeningSockets}.
 */
class ListeningSocketsTests {

	private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

	private final IoEventLoopGroup eventLoop;

	ListeningSocketsTests() throws NativeTransport.UnavailableException {
		NativeTransport.load();
		this.eventLoop = NativeTransport.newEventLoop("test-listening-sockets");
	}

	@AfterEach
	void stop() {
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void portZeroIsAnotherPortForEachIndex(SchedulingPolicy policy) throws Exception {
		ListeningSockets sockets = sockets(policy);
		Bound first = (Bound) listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10));
		Bound second = (Bound) listen(sockets, new Listen(2, LOOPBACK, 0, 2, 10));
		assertThat(first.port()).isPositive().isNotEqualTo(second.port());
		assertThat(second.port()).isPositive();
		assertThat(first).isEqualTo(new Bound(1, first.listener(), LOOPBACK, first.port(), policy));
		assertThat(second.listener()).isNotEqualTo(first.listener());
		assertThat(addresses(sockets)).extracting(InetSocketAddress::getPort)
			.containsExactly(first.port(), second.port());
	}

	@Test
	void sameRequestOfAnotherWorkerGetsTheSameListener() throws Exception {
		ListeningSockets sockets = sockets(SchedulingPolicy.OS);
		Bound first = (Bound) listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10));
		Bound second = (Bound) listen(sockets, new Listen(7, LOOPBACK, 0, 1, 10));
		assertThat(second)
			.isEqualTo(new Bound(7, first.listener(), first.address(), first.port(), SchedulingPolicy.OS));
		assertThat(addresses(sockets)).hasSize(1);
	}

	@Test
	void everyAddressOfTheMachineIsBoundWhereNoneIsGiven() throws Exception {
		ListeningSockets sockets = sockets(SchedulingPolicy.OS);
		Bound bound = (Bound) listen(sockets, new Listen(1, null, 0, 1, 10));
		assertThat(InetAddress.getByName(bound.address()).isAnyLocalAddress()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientsWaitInTheBacklogWhileNoWorkerHasJoined(SchedulingPolicy policy) throws Exception {
		Bound bound = (Bound) listen(sockets(policy), new Listen(1, LOOPBACK, 0, 1, 10));
		try (Socket client = new Socket(LOOPBACK, bound.port())) {
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void portInUseIsToldInTheWordsOfTheOperatingSystem() throws Exception {
		ListeningSockets sockets = sockets(SchedulingPolicy.OS);
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Message answer = listen(sockets, new Listen(5, LOOPBACK, other.getLocalPort(), 0, 10));
			assertThat(answer).isEqualTo(new BindFailed(5, "Address already in use"));
			assertThat(addresses(sockets)).isEmpty();
			other.close();
			assertThat(listen(sockets, new Listen(6, LOOPBACK, other.getLocalPort(), 0, 10))).isInstanceOf(Bound.class);
		}
	}

	@Test
	void foreignAddressCannotBeBound() throws Exception {
		Message answer = listen(sockets(SchedulingPolicy.OS), new Listen(5, "192.0.2.1", 0, 1, 10));
		assertThat(answer).isEqualTo(new BindFailed(5, "Cannot assign requested address"));
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void closeClosesTheListeningSockets(SchedulingPolicy policy) throws Exception {
		ListeningSockets sockets = sockets(policy);
		Bound bound = (Bound) listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10));
		onEventLoop(sockets::close);
		assertThat(addresses(sockets)).isEmpty();
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, bound.port()).close());
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void addressesAreKnownUntilTheEndThoughNothingIsAccepted(SchedulingPolicy policy) throws Exception {
		ListeningSockets sockets = sockets(policy);
		Bound bound = (Bound) listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10));
		onEventLoop(sockets::stopAccepting);
		assertThat(addresses(sockets)).extracting(InetSocketAddress::getPort).containsExactly(bound.port());
		assertThat(listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10))).isEqualTo(bound);
	}

	@Test
	void joinOfAListenerThatIsClosedIsClosed() throws Exception {
		ListeningSockets sockets = sockets(SchedulingPolicy.OS);
		Bound bound = (Bound) listen(sockets, new Listen(1, LOOPBACK, 0, 1, 10));
		onEventLoop(sockets::stopAccepting);
		try (PrivateServer server = new PrivateServer(this.eventLoop, new Joining(sockets))) {
			HandleLine line = HandleLine.open(server.directory(), bound.listener());
			Awaitility.await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> line.acknowledge()));
			assertThat(line.receive()).isNull();
			line.close();
		}
	}

	@Test
	void joinOfAnUnknownListenerIsClosed() throws Exception {
		ListeningSockets sockets = sockets(SchedulingPolicy.OS);
		try (PrivateServer server = new PrivateServer(this.eventLoop, new Joining(sockets))) {
			HandleLine line = HandleLine.open(server.directory(), 99);
			Awaitility.await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> line.acknowledge()));
			assertThat(line.receive()).isNull();
			line.close();
		}
	}

	private ListeningSockets sockets(SchedulingPolicy policy) {
		return new ListeningSockets(this.eventLoop, policy);
	}

	private Message listen(ListeningSockets sockets, Listen request) throws Exception {
		return this.eventLoop.submit(() -> sockets.listen(request)).get(10, TimeUnit.SECONDS);
	}

	private List<InetSocketAddress> addresses(ListeningSockets sockets) throws Exception {
		return this.eventLoop.submit(sockets::addresses).get(10, TimeUnit.SECONDS);
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

	/**
	 * Lets this process join as worker 1.
	 *
	 * @param sockets what to join
	 */
	private record Joining(ListeningSockets sockets) implements WorkerConnections {

		@Override
		public OptionalInt workerOf(long pid) {
			return OptionalInt.of(1);
		}

		@Override
		public boolean connected(int worker, MessageChannel channel) {
			return true;
		}

		@Override
		public void received(int worker, Message message) {
		}

		@Override
		public void disconnected(int worker) {
		}

		@Override
		public void wantsHandles(int worker, int listener, HandleSender sender) {
			this.sockets.join(listener, sender);
		}

	}

}
