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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PrivateServer}, {@link MessageChannel} and what is between them.
 */
class PrivateServerTests {

	private final EventLoopGroup eventLoop;

	private final RecordingConnections connections = new RecordingConnections();

	private PrivateServer server;

	PrivateServerTests() throws NativeTransport.UnavailableException {
		NativeTransport.load();
		this.eventLoop = NativeTransport.newEventLoop("test-private-server");
	}

	@BeforeEach
	void start() throws IOException {
		this.server = new PrivateServer(this.eventLoop, this.connections);
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void socketsAreInADirectoryOfTheirOwnerThatIsRemovedAtTheEnd() throws Exception {
		PrivateDirectory directory = this.server.directory();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
			.isEqualTo("rwx------");
		assertThat(directory.messages()).exists();
		assertThat(directory.handles()).exists();
		this.server.close();
		assertThat(directory.path()).doesNotExist();
	}

	@Test
	void messagesGoBothWays() throws Exception {
		Client client = new Client();
		client.connection.send(new Message.Online());
		client.connection.send(new Message.Accepting());
		assertThat(this.connections.next()).isEqualTo("connected 1");
		assertThat(this.connections.next()).isEqualTo("received 1 Online[]");
		assertThat(this.connections.next()).isEqualTo("received 1 Accepting[]");
		this.connections.channels.get(0).send(new Message.Disconnect(5));
		assertThat(client.next()).isEqualTo("Disconnect[timeoutMillis=5]");
	}

	@Test
	void processIsAskedForByItsId() throws Exception {
		new Client();
		this.connections.next();
		assertThat(this.connections.pid).isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void strangerIsDisconnectedAndNobodyIsTold() throws Exception {
		this.connections.worker = OptionalInt.empty();
		Client stranger = new Client();
		stranger.connection.send(new Message.Online());
		assertThat(stranger.next()).isEqualTo("closed");
		HandleLine line = HandleLine.open(this.server.directory(), 1);
		awaitEnd(line);
		this.connections.worker = OptionalInt.of(1);
		new Client();
		assertThat(this.connections.next()).as("the first that was told").isEqualTo("connected 1");
	}

	@Test
	void secondConnectionOfAWorkerIsRefusedAndTheFirstLives() throws Exception {
		Client first = new Client();
		assertThat(this.connections.next()).isEqualTo("connected 1");
		this.connections.admit = false;
		Client second = new Client();
		second.connection.send(new Message.Refusing());
		assertThat(second.next()).isEqualTo("closed");
		assertThat(this.connections.next()).isEqualTo("connected 1");
		first.connection.send(new Message.Accepting());
		assertThat(this.connections.next()).as("neither an end nor what the second said")
			.isEqualTo("received 1 Accepting[]");
	}

	@Test
	void endOfAConnectionIsToldOnce() throws Exception {
		new Client();
		assertThat(this.connections.next()).isEqualTo("connected 1");
		this.connections.channels.get(0).close();
		assertThat(this.connections.next()).isEqualTo("disconnected 1");
		this.eventLoop.submit(() -> {
		}).get(10, TimeUnit.SECONDS);
		assertThat(this.connections.told).isEmpty();
	}

	@Test
	void workerIsToldThatThePrimaryIsGone() throws Exception {
		Client client = new Client();
		this.connections.next();
		this.connections.channels.get(0).close();
		assertThat(client.next()).isEqualTo("closed");
	}

	@Test
	void handlesArriveOnALineAndAreAcknowledged() throws Exception {
		HandleLine line = openHandleLine(42);
		assertThat(this.connections.next()).isEqualTo("connected 1");
		assertThat(this.connections.next()).isEqualTo("wants handles 1 42");
		HandleSender sender = this.connections.senders.get(0);
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		FileDescriptor sent = FileDescriptor.from("/dev/null");
		this.eventLoop.submit(() -> {
			sender.onTaken(() -> events.add("taken"));
			sender.onClosed(() -> events.add("closed"));
			sender.send(sent);
		}).get(10, TimeUnit.SECONDS);
		FileDescriptor received = Awaitility.await().until(line::receive, Objects::nonNull);
		assertThat(received.intValue()).isNotEqualTo(sent.intValue());
		received.close();
		sent.close();
		assertThat(events).as("not yet").isEmpty();
		line.acknowledge();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("taken");
		line.end();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
		assertThatIOException().isThrownBy(() -> line.acknowledge());
		line.close();
		line.end();
	}

	@Test
	void whatAWorkerSaidBeforeItEndedALineIsReadAlsoIfAHandleWasSentSince() throws Exception {
		HandleLine line = openHandleLine(1);
		Awaitility.await().until(() -> !this.connections.senders.isEmpty());
		HandleSender sender = this.connections.senders.get(0);
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		FileDescriptor sent = FileDescriptor.from("/dev/null");
		this.eventLoop.submit(() -> {
			sender.onTaken(() -> events.add("taken"));
			sender.onClosed(() -> events.add("closed"));
			line.acknowledge();
			line.end();
			sender.send(sent);
			sender.send(sent);
			return null;
		}).get(10, TimeUnit.SECONDS);
		line.close();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("taken");
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
		sent.close();
	}

	@Test
	void workerIsToldThatALineHasEnded() throws Exception {
		HandleLine line = openHandleLine(1);
		Awaitility.await().until(() -> !this.connections.senders.isEmpty());
		FileDescriptor sent = FileDescriptor.from("/dev/null");
		this.eventLoop.submit(() -> this.connections.senders.get(0).sendLast(sent)).get(10, TimeUnit.SECONDS);
		Awaitility.await().until(line::receive, Objects::nonNull).close();
		Awaitility.await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> line.acknowledge()));
		assertThat(line.receive()).isNull();
		line.close();
		sent.close();
	}

	/**
	 * A worker that was killed had not read what it was sent: the kernel resets the
	 * connection.
	 */
	@Test
	void connectionThatAKilledWorkerLeavesIsNoWarning() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.clusterboot.ipc");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try (SocketChannel killed = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			killed.connect(UnixDomainSocketAddress.of(this.server.directory().messages()));
			assertThat(this.connections.next()).isEqualTo("connected 1");
			this.connections.channels.get(0).send(new Message.StandBy());
			killed.configureBlocking(false);
			Awaitility.await().until(() -> killed.read(ByteBuffer.allocate(1)) == 1);
			killed.close();
			assertThat(this.connections.next()).isEqualTo("disconnected 1");
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.INFO)).isEmpty();
	}

	private HandleLine openHandleLine(int listener) throws IOException {
		new Client();
		return HandleLine.open(this.server.directory(), listener);
	}

	private static void awaitEnd(HandleLine line) {
		Awaitility.await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> line.acknowledge()));
		line.close();
	}

	/**
	 * A worker's side.
	 */
	private final class Client {

		private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

		private final MessageChannel connection;

		Client() throws IOException {
			this.connection = MessageChannel.open(PrivateServerTests.this.eventLoop,
					PrivateServerTests.this.server.directory(), (message) -> this.told.add(message.toString()),
					() -> this.told.add("closed"));
		}

		String next() throws InterruptedException {
			return this.told.poll(10, TimeUnit.SECONDS);
		}

	}

	/**
	 * Records what the primary is told.
	 */
	private static final class RecordingConnections implements WorkerConnections {

		private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

		private final List<MessageChannel> channels = new CopyOnWriteArrayList<>();

		private final List<HandleSender> senders = new CopyOnWriteArrayList<>();

		private volatile OptionalInt worker = OptionalInt.of(1);

		private volatile boolean admit = true;

		private volatile long pid;

		String next() throws InterruptedException {
			return this.told.poll(10, TimeUnit.SECONDS);
		}

		@Override
		public OptionalInt workerOf(long pid) {
			this.pid = pid;
			return this.worker;
		}

		@Override
		public boolean connected(int worker, MessageChannel channel) {
			boolean admit = this.admit;
			this.channels.add(channel);
			this.told.add("connected " + worker);
			return admit;
		}

		@Override
		public void received(int worker, Message message) {
			this.told.add("received " + worker + " " + message);
		}

		@Override
		public void disconnected(int worker) {
			this.told.add("disconnected " + worker);
		}

		@Override
		public void wantsHandles(int worker, int listener, HandleSender sender) {
			this.senders.add(sender);
			this.told.add("wants handles " + worker + " " + listener);
		}

	}

}
