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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a {@link Worker} that stands by, over real sockets.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StandbyWorkerTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	/**
	 * How long a client that must not be served is left waiting.
	 */
	private static final int PATIENCE_MILLIS = 200;

	private final List<AutoCloseable> open = new ArrayList<>();

	private InJvmPrimary primary;

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
		if (this.primary != null) {
			this.primary.close();
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void workerThatIsReadyTakesConnectionsWhenItIsToldTo(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		SharedListener listener = serve(worker, false);
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 1);
		Socket client = connect(listener);
		isNotAnswered(client);
		this.primary.send(new Message.Serve(1));
		assertThat(client.getInputStream().read()).isEqualTo('!');
		this.primary.awaitMessage(Message.Accepting.class, 1);
		assertThat(worker.hasAccepted()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void workerThatHasServedGoesByItsReadinessAlone(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		serve(worker, false);
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 1);
		this.primary.send(new Message.Serve(1));
		this.primary.awaitMessage(Message.Accepting.class, 1);
		worker.refuse();
		worker.accept();
		this.primary.awaitMessage(Message.Accepting.class, 2);
		this.primary.awaitMessage(Message.Ready.class, 1);
	}

	@Test
	void workerWithoutAListenerIsNeverReady() throws Exception {
		Worker worker = standby(SchedulingPolicy.OS);
		worker.accept();
		this.primary.awaitMessage(Message.Unclustered.class, 1);
		assertThat(this.primary.received()).doesNotHaveAnyElementsOfTypes(Message.Ready.class);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void whatIsSaidAboutAnEarlierReadinessIsPast(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		SharedListener listener = serve(worker, false);
		worker.accept();
		worker.refuse();
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 2);
		this.primary.send(new Message.Serve(1));
		isNotAnswered(connect(listener));
		this.primary.send(new Message.Serve(2));
		this.primary.awaitMessage(Message.Accepting.class, 1);
		assertThat(said()).containsExactly(new Message.Ready(1), new Message.Refusing(), new Message.Ready(2),
				new Message.Accepting());
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void workerThatRefusesDoesNotServe(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		SharedListener listener = serve(worker, false);
		worker.accept();
		worker.refuse();
		this.primary.awaitMessage(Message.Refusing.class, 1);
		this.primary.send(new Message.Serve(1));
		isNotAnswered(connect(listener));
		assertThat(worker.hasAccepted()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void portThatIsOpenWhileTrafficIsRefusedIsShutWhileTheWorkerStandsBy(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		SharedListener listener = serve(worker, true);
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 1);
		isNotAnswered(connect(listener));
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void listenerThatComesLaterIsShutWhileTheWorkerStandsBy(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		serve(worker, false);
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 1);
		SharedListener listener = serve(worker, false);
		Socket client = connect(listener);
		isNotAnswered(client);
		this.primary.send(new Message.Serve(1));
		assertThat(client.getInputStream().read()).isEqualTo('!');
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void workerThatCannotOpenItsListenerWhenItIsToldToTriesOn(SchedulingPolicy policy) throws Exception {
		Worker worker = standby(policy);
		SharedListener listener = serve(worker, false);
		Path handles = worker.directory().resolve("handles.sock");
		Path away = Files.move(handles, worker.directory().resolve("away.sock"));
		worker.accept();
		this.primary.awaitMessage(Message.Ready.class, 1);
		this.primary.send(new Message.Serve(1));
		Socket client = connect(listener);
		isNotAnswered(client);
		assertThat(this.primary.accepting()).isEmpty();
		Files.move(away, handles);
		assertThat(client.getInputStream().read()).isEqualTo('!');
		this.primary.awaitAccepting(true);
	}

	private List<Message> said() {
		return this.primary.received()
			.stream()
			.filter((message) -> !(message instanceof Message.Online || message instanceof Message.Listen))
			.toList();
	}

	/**
	 * A worker that knows that it is to stand by: the answer to what it asks comes after
	 * that.
	 */
	private Worker standby(SchedulingPolicy policy) throws Exception {
		this.primary = new InJvmPrimary(policy);
		this.primary.answer((message) -> (message instanceof Message.Online) ? new Message.StandBy() : null);
		Worker worker = this.primary.connectWorker();
		worker.listen(new InetSocketAddress(LOOPBACK, 0), 50, false, new FakeServer()).release();
		return worker;
	}

	/**
	 * Answers every connection.
	 */
	private SharedListener serve(Worker worker, boolean alsoWhileRefusing) throws IOException {
		SharedListener listener = worker.listen(new InetSocketAddress(LOOPBACK, 0), 50, alsoWhileRefusing,
				new FakeServer());
		Thread acceptor = new Thread(() -> answerAll(listener), "test-acceptor");
		acceptor.setDaemon(true);
		acceptor.start();
		this.open.add(() -> {
			listener.release();
			acceptor.join(10_000);
		});
		Awaitility.await().until(() -> acceptor.getState() == Thread.State.WAITING);
		return listener;
	}

	private static void answerAll(SharedListener listener) {
		try {
			SocketChannel connection = listener.accept();
			while (connection != null) {
				connection.write(ByteBuffer.wrap("!".getBytes()));
				connection.close();
				connection = listener.accept();
			}
		}
		catch (IOException ex) {
			// the client is not answered, which fails the test
		}
	}

	private Socket connect(SharedListener listener) throws IOException {
		Socket socket = new Socket(LOOPBACK, listener.localAddress().getPort());
		this.open.add(socket);
		return socket;
	}

	private static void isNotAnswered(Socket client) throws IOException {
		client.setSoTimeout(PATIENCE_MILLIS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.getInputStream().read());
		client.setSoTimeout(10_000);
	}

}
