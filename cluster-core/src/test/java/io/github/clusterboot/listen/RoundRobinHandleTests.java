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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.ServerSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.ipc.NativeTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoundRobinHandle} where connections cannot be accepted.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoundRobinHandleTests {

	private final NativeTransport transport;

	private final EventLoopGroup eventLoop;

	private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

	private RoundRobinHandle handle;

	RoundRobinHandleTests() throws NativeTransport.UnavailableException {
		this.transport = NativeTransport.load();
		this.eventLoop = this.transport.newEventLoop("test-round-robin-handle");
	}

	@BeforeEach
	void create() throws Exception {
		ServerSocketChannel channel = new ReflectiveChannelFactory<>(this.transport.serverSocketChannel()).newChannel();
		this.eventLoop.register(channel).syncUninterruptibly();
		this.handle = new RoundRobinHandle(channel, (listening, connections) -> new Recorder());
		onEventLoop(() -> this.handle.accept(true));
		assertThat(nextAsked()).isEqualTo("accept");
	}

	@AfterEach
	void stop() throws Exception {
		onEventLoop(this.handle.channel()::close);
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void accepterPausesAfterAFailureAndGoesOn(CapturedOutput output) throws Exception {
		onEventLoop(() -> this.handle.failed(new IOException("Too many open files")));
		assertThat(nextAsked()).isEqualTo("stop");
		assertThat(nextAsked()).isEqualTo("accept");
		assertThat(output).containsOnlyOnce("Too many open files");
		onEventLoop(() -> this.handle.failed(new IOException("Too many open files")));
		assertThat(nextAsked()).isEqualTo("stop");
		assertThat(nextAsked()).isEqualTo("accept");
		assertThat(output).as("told once").containsOnlyOnce("Too many open files");
	}

	@Test
	void failureInAPauseChangesNothing() throws Exception {
		onEventLoop(() -> {
			this.handle.failed(new IOException("first"));
			this.handle.failed(new IOException("second"));
		});
		assertThat(nextAsked()).isEqualTo("stop");
		assertThat(nextAsked()).isEqualTo("accept");
	}

	@Test
	void acceptsNothingAfterThePauseWhereNoneIsWelcome() throws Exception {
		onEventLoop(() -> {
			this.handle.failed(new IOException("first"));
			this.handle.accept(false);
			this.handle.accept(true);
			this.handle.accept(false);
		});
		for (int i = 0; i < 5; i++) {
			assertThat(nextAsked()).isEqualTo("stop");
		}
		assertThat(this.asked).isEmpty();
	}

	private String nextAsked() throws InterruptedException {
		return this.asked.poll(10, TimeUnit.SECONDS);
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

	/**
	 * Records what is asked of it.
	 */
	private final class Recorder implements Acceptor {

		@Override
		public void accept(boolean accept) {
			RoundRobinHandleTests.this.asked.add(accept ? "accept" : "stop");
		}

		@Override
		public void close() {
			RoundRobinHandleTests.this.asked.add("close");
		}

	}

}
