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
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.clusterboot.ipc.HandleLine;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link Worker} and {@link SharedListener} over real sockets.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedListenerTests {

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
	void connectionsComeWhileTheWorkerAccepts(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		Client early = new Client(listener);
		early.isNotAnswered();
		assertThat(this.primary.received()).doesNotHaveAnyElementsOfTypes(Message.Accepting.class);
		worker.accept();
		early.isAnsweredBy("A");
		this.primary.awaitMessage(Message.Accepting.class, 1);
		for (int i = 0; i < 20; i++) {
			new Client(listener).isAnsweredBy("A");
		}
		assertThat(server.thread.isAlive()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void listenerOfAnAcceptingWorkerIsOpenAtOnce(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		listen(worker, 0);
		worker.accept();
		SharedListener listener = listen(worker, 0);
		new Server(listener, "A");
		new Client(listener).isAnsweredBy("A");
	}

	@Test
	void workerWithoutAListenerNeverAccepts() throws Exception {
		Worker worker = start(SchedulingPolicy.OS);
		worker.accept();
		this.primary.awaitMessage(Message.Unclustered.class, 1);
		assertThat(this.primary.received()).doesNotHaveAnyElementsOfTypes(Message.Accepting.class)
			.contains(new Message.Unclustered("the application has started without a port to share", true));
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientsOfARefusingWorkerWaitAndAreServedLater(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		worker.accept();
		new Client(listener).isAnsweredBy("A");
		for (int round = 1; round <= 3; round++) {
			worker.refuse();
			this.primary.awaitMessage(Message.Refusing.class, round);
			server.awaitIdle();
			List<Client> waiting = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				waiting.add(new Client(listener));
			}
			waiting.get(0).isNotAnswered();
			worker.accept();
			for (Client client : waiting) {
				client.isAnsweredBy("A");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void acceptAndRefuseAreToldOnlyWhenTheyChangeSomething(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		listen(worker, 0);
		worker.refuse();
		worker.accept();
		this.primary.awaitMessage(Message.Accepting.class, 1);
		worker.accept();
		worker.refuse();
		worker.refuse();
		this.primary.awaitMessage(Message.Refusing.class, 1);
		assertThat(this.primary.received()).filteredOn((message) -> !(message instanceof Message.Listen))
			.containsExactly(new Message.Online(), new Message.Accepting(), new Message.Refusing());
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void acceptingIsToldWhenConnectionsCanComeToEachListener(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener first = listen(worker, 0);
		SharedListener second = listen(worker, 0);
		new Server(first, "A").awaitIdle();
		new Server(second, "B").awaitIdle();
		Path handles = worker.directory().resolve("handles.sock");
		Path away = Files.move(handles, worker.directory().resolve("away.sock"));
		worker.accept();
		// what the worker says comes in this order
		listen(worker, 0);
		assertThat(this.primary.received()).doesNotHaveAnyElementsOfTypes(Message.Accepting.class);
		Files.move(away, handles);
		this.primary.awaitMessage(Message.Accepting.class, 1);
		new Client(first).isAnsweredBy("A");
		new Client(second).isAnsweredBy("B");
		listen(worker, 0);
		assertThat(this.primary.accepting()).containsExactly(true);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void acceptingIsNotToldOfAnAcceptanceThatIsPast(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		server.awaitIdle();
		Path handles = worker.directory().resolve("handles.sock");
		Path away = Files.move(handles, worker.directory().resolve("away.sock"));
		worker.accept();
		worker.refuse();
		Files.move(away, handles);
		server.awaitIdle();
		worker.accept();
		new Client(listener).isAnsweredBy("A");
		this.primary.awaitAccepting(false, true);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void listenerThatIsReleasedIsNotWaitedFor(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		listen(worker, 0);
		new Server(listener, "A").awaitIdle();
		Path handles = worker.directory().resolve("handles.sock");
		Path away = Files.move(handles, worker.directory().resolve("away.sock"));
		worker.accept();
		assertThat(this.primary.accepting()).isEmpty();
		listener.release();
		this.primary.awaitAccepting(true);
		Files.move(away, handles);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void acceptorOfAWorkerWhosePrimaryIsGoneTriesOnInSilence(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		Server server = new Server(listen(worker, 0), "A");
		this.primary.close();
		this.primary = null;
		worker.accept();
		Awaitility.await().until(() -> server.thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(server.failure).isNull();
	}

	@Test
	void whatEndsAtOnceIsNotOpenedAgainAtOnce() throws Exception {
		AtomicInteger opened = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		SharedListener listener = new SharedListener(new InetSocketAddress(LOOPBACK, 1), () -> {
			opened.incrementAndGet();
			return new EmptySource(ended::incrementAndGet);
		}, () -> {
		}, (released) -> {
		});
		listener.open(true);
		Server server = new Server(listener, "A");
		Awaitility.await().until(() -> opened.get() >= 3);
		listener.release();
		server.awaitEnd();
		assertThat(ended).hasValue(opened.get());
		assertThat(opened).hasValueLessThan(20);
	}

	@Test
	void nothingIsReceivedFromADescriptorThatWasClosed() throws Exception {
		Worker worker = start(SchedulingPolicy.ROUND_ROBIN);
		SharedListener listener = listen(worker, 0);
		PrivateDirectory directory = new PrivateDirectory(worker.directory());
		HandleLine first = HandleLine.open(directory, 1);
		HandedConnections ended = new HandedConnections(first);
		new Client(listener);
		// whatever the primary opens for the first is open then
		Awaitility.await().until(ended::accept, Objects::nonNull).close();
		ended.end();
		HandleLine second = HandleLine.open(directory, 1);
		this.open.add(second::close);
		assumeThat(second.descriptor()).as("else something else has got the number").isEqualTo(first.descriptor());
		// the second has the connection by then
		new Client(listener).isNotAnswered();
		assertThat(ended.accept()).isNull();
	}

	@Test
	void heartbeatThatFailsIsNotTheLast() throws Exception {
		Worker worker = start(SchedulingPolicy.OS);
		AtomicInteger asked = new AtomicInteger();
		worker.listen(new InetSocketAddress(LOOPBACK, 0), 50, false, new FakeServer() {

			@Override
			public long requests() {
				if (asked.incrementAndGet() == 1) {
					throw new IllegalStateException("for a test");
				}
				return 1234;
			}

		});
		worker.beat(Duration.ofMillis(10));
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() == 1234);
	}

	@Test
	void workerIsToldThatThePrimaryIsGone() throws Exception {
		Events events = new Events();
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.connectWorker(events);
		this.primary.disconnectWorkers();
		assertThat(events.next()).isEqualTo("primary is gone");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void pausedListenerTakesNothingUntilItIsResumed(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		listener.pause();
		worker.accept();
		server.awaitIdle();
		Client client = new Client(listener);
		client.isNotAnswered();
		listener.resume();
		client.isAnsweredBy("A");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void resumeDoesNotOpenAListenerOfAWorkerThatRefuses(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		new Server(listener, "A");
		listener.pause();
		listener.resume();
		Client client = new Client(listener);
		client.isNotAnswered();
		worker.accept();
		client.isAnsweredBy("A");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void releaseLetsTheAcceptorGoAndClientsWaitForTheNext(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, freePort());
		Server server = new Server(listener, "A");
		worker.accept();
		new Client(listener).isAnsweredBy("A");
		listener.release();
		server.awaitEnd();
		assertThat(listener.accept()).isNull();
		Client client = new Client(listener);
		client.isNotAnswered();
		new Server(listen(worker, listener.localAddress().getPort()), "B");
		client.isAnsweredBy("B");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void releaseLetsAnAcceptorGoThatWaitsForTraffic(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		server.awaitIdle();
		listener.release();
		server.awaitEnd();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void everyWorkerGetsTheSamePortForItsNthRequestOfPortZero(SchedulingPolicy policy) throws Exception {
		Worker first = start(policy);
		Worker second = this.primary.connectWorker();
		InetSocketAddress one = listen(first, 0).localAddress();
		InetSocketAddress two = listen(first, 0).localAddress();
		assertThat(two).isNotEqualTo(one);
		assertThat(listen(second, 0).localAddress()).isEqualTo(one);
		assertThat(listen(second, 0).localAddress()).isEqualTo(two);
		assertThat(this.primary.addresses()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void bindFailureIsABindException(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
			assertThatExceptionOfType(BindException.class).isThrownBy(() -> listen(worker, other.getLocalPort()))
				.withMessage("Address already in use");
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void portThatThisWorkerUsesAlreadyIsInUse(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, freePort());
		int port = listener.localAddress().getPort();
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> listen(worker, port))
			.withMessage("Address already in use");
		listener.release();
		assertThat(listen(worker, port).localAddress()).isEqualTo(listener.localAddress());
	}

	@ParameterizedTest
	@EnumSource(names = "ROUND_ROBIN")
	void connectionsGoInTurn(SchedulingPolicy policy) throws Exception {
		Worker first = start(policy);
		Worker second = this.primary.connectWorker();
		SharedListener listener = listen(first, 0);
		new Server(listener, "A");
		new Server(listen(second, 0), "B");
		first.accept();
		new Client(listener).isAnsweredBy("A");
		second.accept();
		this.primary.awaitMessage(Message.Accepting.class, 2);
		List<String> answers = new ArrayList<>();
		Awaitility.await().until(() -> new Client(listener).answer().equals("B"));
		for (int i = 0; i < 10; i++) {
			answers.add(new Client(listener).answer());
		}
		assertThat(answers).containsExactly("A", "B", "A", "B", "A", "B", "A", "B", "A", "B");
	}

	@ParameterizedTest
	@EnumSource(names = "ROUND_ROBIN")
	void connectionThatWasNotTakenIsHandedToAnotherWorker(SchedulingPolicy policy) throws Exception {
		Worker first = start(policy);
		SharedListener listener = listen(first, 0);
		first.accept();
		acceptOnce(listener);
		// as many as the primary was told are welcome
		Client stuck = new Client(listener);
		Client stuckToo = new Client(listener);
		stuck.isNotAnswered();
		stuckToo.isNotAnswered();
		Worker second = this.primary.connectWorker();
		new Server(listen(second, 0), "B");
		second.accept();
		new Client(listener).isAnsweredBy("B");
		stuck.isNotAnswered();
		first.refuse();
		stuck.isAnsweredBy("B");
		stuckToo.isAnsweredBy("B");
	}

	@ParameterizedTest
	@EnumSource(names = "ROUND_ROBIN")
	void connectionThatWasNotTakenIsHandedOnWhenTheListenerIsReleased(SchedulingPolicy policy) throws Exception {
		Worker first = start(policy);
		SharedListener listener = listen(first, 0);
		first.accept();
		acceptOnce(listener);
		Client stuck = new Client(listener);
		stuck.isNotAnswered();
		listener.release();
		Worker second = this.primary.connectWorker();
		new Server(listen(second, 0), "B");
		second.accept();
		stuck.isAnsweredBy("B");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientThatLeftWhileItWaitedDoesNotDisturb(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		SharedListener listener = listen(worker, 0);
		Server server = new Server(listener, "A");
		for (int i = 0; i < 5; i++) {
			Client gone = new Client(listener);
			gone.socket.setSoLinger(true, 0);
			gone.socket.close();
		}
		worker.accept();
		new Client(listener).isAnsweredBy("A");
		assertThat(server.failure).isNull();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void noDescriptorIsLost(SchedulingPolicy policy) throws Exception {
		Worker worker = start(policy);
		listen(worker, 0);
		worker.accept();
		int port = freePort();
		openAndClose(worker, port, 3);
		long before = descriptors();
		openAndClose(worker, port, 40);
		Awaitility.await().untilAsserted(() -> assertThat(descriptors()).isLessThan(before + 20));
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void disconnectIsPassedOn(SchedulingPolicy policy) throws Exception {
		Events events = new Events();
		this.primary = new InJvmPrimary(policy);
		this.primary.connectWorker(events);
		this.primary.awaitMessage(Message.Online.class, 1);
		this.primary.send(new Message.Disconnect(1234));
		assertThat(events.next()).isEqualTo("disconnect PT1.234S");
	}

	private void openAndClose(Worker worker, int port, int times) throws Exception {
		for (int i = 0; i < times; i++) {
			SharedListener listener = listen(worker, port);
			Server server = new Server(listener, "A");
			try (Client client = new Client(listener)) {
				client.isAnsweredBy("A");
			}
			worker.refuse();
			worker.accept();
			listener.pause();
			listener.release();
			server.awaitEnd();
		}
	}

	private Worker start(SchedulingPolicy policy) throws Exception {
		this.primary = new InJvmPrimary(policy);
		Worker worker = this.primary.connectWorker();
		this.primary.awaitMessage(Message.Online.class, 1);
		return worker;
	}

	private static SharedListener listen(Worker worker, int port) throws IOException {
		return worker.listen(new InetSocketAddress(LOOPBACK, port), 50, false, new FakeServer());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
			return socket.getLocalPort();
		}
	}

	private static long descriptors() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.count();
		}
	}

	/**
	 * Afterwards nobody accepts, though the primary was told that more are welcome.
	 */
	private void acceptOnce(SharedListener listener) throws IOException {
		new Client(listener);
		SocketChannel accepted = listener.accept();
		assertThat(accepted).isNotNull();
		accepted.close();
	}

	/**
	 * Answers every connection with a name.
	 */
	private final class Server {

		private final Thread thread;

		private volatile Throwable failure;

		Server(SharedListener listener, String name) {
			this.thread = new Thread(() -> serve(listener, name), "test-acceptor-" + name);
			this.thread.setDaemon(true);
			this.thread.start();
			SharedListenerTests.this.open.add(listener::release);
		}

		private void serve(SharedListener listener, String name) {
			try {
				SocketChannel connection = listener.accept();
				while (connection != null) {
					answer(connection, name);
					connection = listener.accept();
				}
			}
			catch (IOException | RuntimeException ex) {
				this.failure = ex;
			}
		}

		private void answer(SocketChannel connection, String name) {
			try (connection) {
				connection.configureBlocking(true);
				connection.read(ByteBuffer.allocate(1));
				connection.write(ByteBuffer.wrap(name.getBytes()));
			}
			catch (IOException ex) {
				// the client has left
			}
		}

		void awaitIdle() {
			Awaitility.await().until(() -> this.thread.getState() == Thread.State.WAITING);
		}

		void awaitEnd() throws InterruptedException {
			this.thread.join(10_000);
			assertThat(this.thread.isAlive()).isFalse();
			assertThat(this.failure).isNull();
		}

	}

	/**
	 * Has connected, and sent a byte.
	 */
	private final class Client implements AutoCloseable {

		private final Socket socket;

		Client(SharedListener listener) throws IOException {
			this.socket = new Socket(LOOPBACK, listener.localAddress().getPort());
			this.socket.getOutputStream().write('?');
			SharedListenerTests.this.open.add(this.socket);
		}

		void isNotAnswered() throws IOException {
			this.socket.setSoTimeout(PATIENCE_MILLIS);
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.socket.getInputStream().read());
		}

		void isAnsweredBy(String name) throws IOException {
			assertThat(answer()).isEqualTo(name);
		}

		String answer() throws IOException {
			this.socket.setSoTimeout(10_000);
			return new String(this.socket.getInputStream().readAllBytes());
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	/**
	 * Has no connection, like a line that the primary closes.
	 *
	 * @param onEnd is run at the end
	 */
	private record EmptySource(Runnable onEnd) implements ConnectionSource {

		@Override
		public SocketChannel accept() {
			return null;
		}

		@Override
		public void end() {
			this.onEnd.run();
		}

	}

	/**
	 * Records what the primary does to a worker.
	 */
	private static final class Events implements PrimaryEvents {

		private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

		@Override
		public void disconnect(Worker worker, Duration timeout) {
			this.told.add("disconnect " + timeout);
		}

		@Override
		public void primaryIsGone(Worker worker) {
			this.told.add("primary is gone");
		}

		String next() throws InterruptedException {
			return this.told.poll(10, TimeUnit.SECONDS);
		}

	}

}
