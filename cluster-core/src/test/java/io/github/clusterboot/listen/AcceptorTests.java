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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.ipc.NativeTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Acceptor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AcceptorTests {

	private final IoEventLoopGroup eventLoop;

	private final List<FileDescriptor> accepted = new CopyOnWriteArrayList<>();

	private Runnable onAccepted = () -> {
	};

	private Socket socket;

	private Acceptor acceptor;

	AcceptorTests() throws NativeTransport.UnavailableException {
		NativeTransport.load();
		this.eventLoop = NativeTransport.newEventLoop("test-acceptor");
	}

	@BeforeEach
	void create() throws Exception {
		this.socket = Socket.newSocketStream();
		this.socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.socket.listen(100);
		this.acceptor = new Acceptor(this.socket, this.eventLoop, (connection) -> {
			this.accepted.add(connection);
			this.onAccepted.run();
		});
		accept(true);
		assertThat(this.acceptor.isAccepting()).isTrue();
	}

	@AfterEach
	void stop() throws Exception {
		onEventLoop(this.acceptor::close);
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
		for (FileDescriptor connection : this.accepted) {
			connection.close();
		}
	}

	@Test
	void pausesAfterAFailureAndGoesOn(CapturedOutput output) throws Exception {
		for (int i = 0; i < 2; i++) {
			onEventLoop(() -> {
				this.acceptor.failed(new IOException("Too many open files"));
				assertThat(this.acceptor.isAccepting()).isFalse();
			});
			awaitConnection(i);
			accept(true);
		}
		assertThat(output.toString().lines()).as("told again after a success")
			.filteredOn((line) -> line.contains("No connection can be accepted on " + this.socket.localAddress()))
			.hasSize(2);
	}

	@Test
	void goesOnWhereSomethingFailsWithAConnection() throws Exception {
		this.onAccepted = () -> {
			this.onAccepted = () -> {
			};
			throw new NoClassDefFoundError("on purpose");
		};
		awaitConnection(0);
		awaitConnection(1);
	}

	@Test
	void clientsWaitDuringThePause() throws Exception {
		try (java.net.Socket client = new java.net.Socket()) {
			onEventLoop(() -> {
				this.acceptor.failed(new IOException("on purpose"));
				connect(client);
				this.acceptor.handle(null, null);
				assertThat(this.accepted).isEmpty();
			});
			Awaitility.await().until(() -> this.accepted.size() == 1);
		}
	}

	@Test
	void failureThatGoesOnIsToldOnce(CapturedOutput output) throws Exception {
		for (int i = 0; i < 2; i++) {
			onEventLoop(() -> this.acceptor.failed(new IOException("Too many open files")));
			Awaitility.await().until(this.acceptor::isAccepting);
		}
		assertThat(output).containsOnlyOnce("Too many open files");
	}

	@Test
	void failureInAPauseChangesNothing(CapturedOutput output) throws Exception {
		onEventLoop(() -> {
			this.acceptor.failed(new IOException("first"));
			this.acceptor.failed(new IOException("second"));
			assertThat(this.acceptor.isAccepting()).isFalse();
		});
		Awaitility.await().until(this.acceptor::isAccepting);
		assertThat(output).doesNotContain("second");
	}

	@Test
	void acceptsNothingDuringThePauseWhateverIsWanted() throws Exception {
		onEventLoop(() -> {
			this.acceptor.failed(new IOException("first"));
			this.acceptor.accept(false);
			this.acceptor.accept(true);
			assertThat(this.acceptor.isAccepting()).isFalse();
		});
		Awaitility.await().until(this.acceptor::isAccepting);
	}

	@Test
	void acceptsNoMoreOnceItIsToldSoWithAConnection() throws Exception {
		accept(false);
		this.onAccepted = () -> this.acceptor.accept(false);
		try (java.net.Socket first = connect(); java.net.Socket second = connect()) {
			assertThat(first.isConnected() && second.isConnected()).isTrue();
			accept(true);
			Awaitility.await().until(() -> this.accepted.size() == 1 && !this.acceptor.isAccepting());
			accept(true);
			Awaitility.await().until(() -> this.accepted.size() == 2);
		}
	}

	@Test
	void acceptsAllThatHaveConnectedMeanwhile() throws Exception {
		accept(false);
		try (java.net.Socket first = connect(); java.net.Socket second = connect()) {
			assertThat(first.isConnected() && second.isConnected()).isTrue();
			assertThat(this.accepted).isEmpty();
			accept(true);
			Awaitility.await().until(() -> this.accepted.size() == 2);
		}
	}

	@Test
	void nobodyCanConnectAfterTheEnd() throws Exception {
		InetSocketAddress address = this.socket.localAddress();
		onEventLoop(this.acceptor::close);
		accept(true);
		assertThat(this.acceptor.isAccepting()).isFalse();
		assertThatIOException().isThrownBy(() -> new java.net.Socket(address.getAddress(), address.getPort()).close());
	}

	private void awaitConnection(int before) throws IOException {
		try (java.net.Socket client = connect()) {
			assertThat(client.isConnected()).isTrue();
			Awaitility.await().until(() -> this.accepted.size() > before);
		}
	}

	private java.net.Socket connect() throws IOException {
		InetSocketAddress address = this.socket.localAddress();
		return new java.net.Socket(address.getAddress(), address.getPort());
	}

	private void connect(java.net.Socket client) {
		try {
			client.connect(this.socket.localAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(boolean wanted) throws Exception {
		onEventLoop(() -> this.acceptor.accept(wanted));
	}

	private void onEventLoop(Runnable action) throws Exception {
		this.eventLoop.submit(action).get(10, TimeUnit.SECONDS);
	}

}
