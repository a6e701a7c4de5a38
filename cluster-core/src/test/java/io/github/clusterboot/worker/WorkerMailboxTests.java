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
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.channel.EventLoopGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkerMailbox}.
 */
class WorkerMailboxTests {

	private static final String TOPIC = "test";

	private final EventLoopGroup ofSender = NativeTransport.newEventLoop("sender");

	private final EventLoopGroup ofReceiver = NativeTransport.newEventLoop("receiver");

	private final List<Mail> received = new CopyOnWriteArrayList<>();

	private WorkerMailbox sender;

	private WorkerMailbox receiver;

	@BeforeEach
	void create(@TempDir Path directory) {
		PrivateDirectory sockets = new PrivateDirectory(directory);
		this.sender = new WorkerMailbox(1, this.ofSender, sockets, (pid) -> true);
		this.receiver = new WorkerMailbox(2, this.ofReceiver, sockets, (pid) -> pid == ProcessHandle.current().pid());
	}

	@AfterEach
	void close() {
		this.ofSender.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
		this.ofReceiver.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void mailArrivesAsItWasSentAndInItsOrder() throws IOException {
		this.receiver.open(TOPIC, this.received::add);
		this.sender.send(2, TOPIC, 7L, List.of("a", "b"), "line\n\\line \"\u00e4\u20ac");
		for (int i = 0; i < 1000; i++) {
			this.sender.send(2, TOPIC, null, List.of(), Integer.toString(i));
		}
		Awaitility.await().until(() -> this.received.size() == 1001);
		assertThat(this.received.get(0))
			.isEqualTo(new Mail(1, TOPIC, 7L, List.of("a", "b"), "line\n\\line \"\u00e4\u20ac"));
		assertThat(this.received.stream().skip(1).map(Mail::body))
			.containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(Integer::toString).toList());
	}

	@Test
	void workerCanSendToItself() throws IOException {
		this.receiver.open(TOPIC, this.received::add);
		this.receiver.send(2, TOPIC, null, List.of(), "to myself");
		Awaitility.await().until(() -> this.received.size() == 1);
		assertThat(this.received.get(0).from()).isEqualTo(2);
	}

	@Test
	void aLongTextArrivesAndATooLongOneIsRefused() throws IOException {
		this.receiver.open(TOPIC, this.received::add);
		String longest = "\\".repeat(Mail.MAX_LENGTH);
		this.sender.send(2, TOPIC, null, List.of(), longest);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.sender.send(2, TOPIC, null, List.of(), longest + "a"))
			.withMessage("A message has at most 65536 bytes, and this one has 65537");
		Awaitility.await().until(() -> this.received.size() == 1);
		assertThat(this.received.get(0).body()).isEqualTo(longest);
	}

	@Test
	void onlyOpenMailboxesAreKnown() throws IOException {
		this.sender.open(TOPIC, this.received::add);
		assertThat(this.sender.others()).isEmpty();
		noSuchWorker(2);
		Runnable end = this.receiver.open(TOPIC, this.received::add);
		assertThat(this.sender.others()).containsExactly(2);
		this.sender.send(2, TOPIC, null, List.of(), "text");
		Awaitility.await().until(() -> this.received.size() == 1);
		end.run();
		assertThat(this.sender.others()).isEmpty();
	}

	private void noSuchWorker(int id) {
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> this.sender.send(id, TOPIC, null, List.of(), "text"))
			.withMessage("There is no worker %d that receives".formatted(id));
	}

	@Test
	void receiverThatTakesNothingCostsLittleAndLosesNothing() throws Exception {
		CountDownLatch stopped = new CountDownLatch(1);
		this.receiver.open(TOPIC, (mail) -> {
			await(stopped);
			this.received.add(mail);
		});
		this.receiver.open("another", this.received::add);
		List<String> sent = new ArrayList<>();
		String filler = "x".repeat(10_000);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			while (sent.size() < 1000) {
				String text = sent.size() + filler;
				this.sender.send(2, TOPIC, null, List.of(), text);
				sent.add(text);
			}
		}).withMessage("Worker 2 has not taken yet what it was sent before");
		this.sender.send(2, "another", null, List.of(), "is not held up");
		Awaitility.await().until(() -> this.received.size() == 1);
		stopped.countDown();
		Awaitility.await().until(() -> this.received.size() == 1 + sent.size());
		this.sender.send(2, TOPIC, null, List.of(), "again");
		Awaitility.await().until(() -> this.received.size() == 2 + sent.size());
		assertThat(this.received.stream().skip(1).limit(sent.size()).map(Mail::body)).isEqualTo(sent);
	}

	@Test
	void whatFailsWithOneMailDoesNotKeepTheNext() throws IOException {
		this.receiver.open(TOPIC, (mail) -> {
			if (mail.body().isEmpty()) {
				throw new IllegalStateException("on purpose");
			}
			this.received.add(mail);
		});
		this.sender.send(2, TOPIC, null, List.of(), "");
		this.sender.send(2, TOPIC, null, List.of(), "next");
		Awaitility.await().until(() -> this.received.size() == 1);
	}

	@Test
	void senderIsToldThatAReceiverIsGoneAndFindsItAgain() throws IOException {
		List<Integer> lost = new CopyOnWriteArrayList<>();
		this.sender.open(TOPIC, this.received::add, lost::add);
		this.receiver.open("another", this.received::add);
		this.sender.send(2, TOPIC, null, List.of(), "nobody receives this");
		Awaitility.await().until(() -> lost.equals(List.of(2)));
		Runnable end = this.receiver.open(TOPIC, this.received::add);
		this.sender.send(2, TOPIC, null, List.of(), "somebody does");
		Awaitility.await().until(() -> this.received.size() == 1);
		end.run();
		Awaitility.await().until(() -> lost.equals(List.of(2, 2)));
		assertThat(this.received).hasSize(1);
	}

	@Test
	void endWaitsForTheReceiverAndWhatWaitsThereIsLost() throws Exception {
		List<Integer> lost = new CopyOnWriteArrayList<>();
		this.sender.open(TOPIC, this.received::add, lost::add);
		CountDownLatch stopped = new CountDownLatch(1);
		Thread end = new Thread(this.receiver.open(TOPIC, (mail) -> {
			await(stopped);
			this.received.add(mail);
		}));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			while (true) {
				this.sender.send(2, TOPIC, null, List.of(), "x".repeat(10_000));
			}
		});
		end.start();
		Awaitility.await().until(() -> end.getState() == Thread.State.TIMED_WAITING);
		assertThat(lost).isEmpty();
		stopped.countDown();
		end.join();
		assertThat(this.received).hasSize(1);
		Awaitility.await().until(() -> lost.equals(List.of(2)));
	}

	@Test
	void strangersAreNotLetIn(@TempDir Path directory) throws IOException {
		List<Integer> lost = new CopyOnWriteArrayList<>();
		PrivateDirectory sockets = new PrivateDirectory(directory);
		WorkerMailbox wary = new WorkerMailbox(3, this.ofReceiver, sockets, (pid) -> false);
		wary.open(TOPIC, this.received::add);
		WorkerMailbox stranger = new WorkerMailbox(4, this.ofSender, sockets, (pid) -> true);
		stranger.open(TOPIC, this.received::add, lost::add);
		stranger.send(3, TOPIC, null, List.of(), "text");
		Awaitility.await().until(() -> lost.equals(List.of(3)));
		assertThat(this.received).isEmpty();
	}

	@Test
	void onlyChildrenOfTheSameProcessAreSiblings() throws Exception {
		assertThat(WorkerMailbox.isSibling((int) ProcessHandle.current().pid())).isTrue();
		Process child = new ProcessBuilder("sleep", "60").start();
		try {
			assertThat(WorkerMailbox.isSibling((int) child.pid())).isFalse();
		}
		finally {
			child.destroyForcibly().waitFor();
		}
		assertThat(WorkerMailbox.isSibling((int) child.pid())).isFalse();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
