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
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.ServerSocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.ipc.NativeTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoundRobinHandle} with a real listening socket.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoundRobinHandleTests {

	private final NativeTransport transport;

	private final EventLoopGroup eventLoop;

	private ServerSocketChannel channel;

	private RoundRobinHandle handle;

	RoundRobinHandleTests() throws NativeTransport.UnavailableException {
		this.transport = NativeTransport.load();
		this.eventLoop = this.transport.newEventLoop("test-round-robin-handle");
	}

	@BeforeEach
	void create() throws Exception {
		this.channel = new ReflectiveChannelFactory<>(this.transport.serverSocketChannel()).newChannel();
		this.channel.config().setAutoRead(false);
		this.eventLoop.register(this.channel).syncUninterruptibly();
		this.channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly();
		onEventLoop(() -> {
			this.handle = new RoundRobinHandle(this.channel);
			this.handle.accept(true);
		});
		assertThat(isAccepting()).isTrue();
	}

	@AfterEach
	void stop() throws Exception {
		onEventLoop(this.handle::close);
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void accepterPausesAfterAFailureAndGoesOn(CapturedOutput output) throws Exception {
		for (int i = 0; i < 2; i++) {
			onEventLoop(() -> {
				fail("Too many open files");
				assertThat(isAccepting()).isFalse();
			});
			Awaitility.await().until(this::isAccepting);
		}
		assertThat(output).as("told once").containsOnlyOnce("Too many open files");
	}

	@Test
	void failureInAPauseChangesNothing(CapturedOutput output) throws Exception {
		onEventLoop(() -> {
			fail("first");
			fail("second");
			assertThat(isAccepting()).isFalse();
		});
		Awaitility.await().until(this::isAccepting);
		assertThat(output).doesNotContain("second");
	}

	@Test
	void acceptsNothingDuringThePauseWhateverIsWelcome() throws Exception {
		onEventLoop(() -> {
			fail("first");
			this.handle.accept(false);
			this.handle.accept(true);
			assertThat(isAccepting()).isFalse();
		});
		Awaitility.await().until(this::isAccepting);
	}

	@Test
	void connectionThatNoWorkerHasTakenIsClosedAtTheEnd() throws Exception {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.channel.localAddress().getPort())) {
			Awaitility.await().until(() -> !isSettled());
			onEventLoop(this.handle::close);
			client.setSoTimeout(10_000);
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void clientsWaitWhileNoneMayBeAccepted() throws Exception {
		onEventLoop(() -> this.handle.accept(false));
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.channel.localAddress().getPort())) {
			assertThat(client.isConnected()).isTrue();
			assertThat(isSettled()).isTrue();
			onEventLoop(() -> this.handle.accept(true));
			Awaitility.await().until(() -> !isSettled());
		}
	}

	private void fail(String reason) {
		this.channel.pipeline().fireExceptionCaught(new IOException(reason));
	}

	private boolean isAccepting() {
		return this.channel.config().isAutoRead();
	}

	private boolean isSettled() throws Exception {
		return this.eventLoop.submit(this.handle::isSettled).get(10, TimeUnit.SECONDS);
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

}
