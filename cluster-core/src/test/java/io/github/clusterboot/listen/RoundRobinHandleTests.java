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
import java.net.Socket;
import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEventLoopGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.NativeTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoundRobinHandle}.
 */
class RoundRobinHandleTests {

	private final IoEventLoopGroup eventLoop;

	private int port;

	private RoundRobinHandle handle;

	RoundRobinHandleTests() throws NativeTransport.UnavailableException {
		NativeTransport.load();
		this.eventLoop = NativeTransport.newEventLoop("test-round-robin-handle");
	}

	@BeforeEach
	void create() throws Exception {
		io.netty.channel.unix.Socket socket = io.netty.channel.unix.Socket.newSocketStream();
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		socket.listen(100);
		this.port = socket.localAddress().getPort();
		this.handle = new RoundRobinHandle(socket, this.eventLoop);
		onEventLoop(() -> this.handle.accept(true));
	}

	@AfterEach
	void stop() throws Exception {
		onEventLoop(this.handle::close);
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void connectionThatNoWorkerHasTakenIsClosedAtTheEnd() throws Exception {
		try (Socket client = connect()) {
			Awaitility.await().until(() -> !isSettled());
			onEventLoop(this.handle::close);
			client.setSoTimeout(10_000);
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void clientsWaitWhileNoneMayBeAccepted() throws Exception {
		onEventLoop(() -> this.handle.accept(false));
		try (Socket client = connect()) {
			assertThat(client.isConnected()).isTrue();
			assertThat(isSettled()).isTrue();
			onEventLoop(() -> this.handle.accept(true));
			Awaitility.await().until(() -> !isSettled());
		}
	}

	private Socket connect() throws Exception {
		return new Socket(InetAddress.getLoopbackAddress(), this.port);
	}

	private boolean isSettled() throws Exception {
		return this.eventLoop.submit(this.handle::isSettled).get(10, TimeUnit.SECONDS);
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

}
