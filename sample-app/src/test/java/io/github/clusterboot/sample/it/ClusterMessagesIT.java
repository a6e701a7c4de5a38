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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers send each other messages.
 */
@ClusterTest
class ClusterMessagesIT {

	private static final int BROADCASTS = 10_000;

	private static final int AT_ONCE = 50;

	/**
	 * Much less than what is sent to a worker that is stopped.
	 */
	private static final String SMALL_HEAP = "-Xmx96m";

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = Sample.minimal()
			.testHooks()
			.arguments("--cluster.heartbeat.timeout=5s", "--cluster.worker.jvm-args=" + SMALL_HEAP)
			.start()
			.awaitListening(2);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void allHearWhatIsBroadcastThroughAReload() {
		Collection<Worker> before = cluster.awaitWorkers(2).values();
		Map<Integer, List<Integer>> sent = new TreeMap<>();
		int number = 0;
		while (number < BROADCASTS / 2) {
			number = broadcast(number, sent);
		}
		CompletableFuture<Reload> reload = CompletableFuture.supplyAsync(cluster::reload);
		while (number < BROADCASTS || !reload.isDone()) {
			number = broadcast(number, sent);
		}
		reload.join().expectSuccess();
		cluster.awaitNoneRunning(before.stream().map(Worker::pid).toList());
		Collection<Worker> after = cluster.awaitWorkers(2).values();
		for (int i = 0; i < 10; i++) {
			number = broadcast(number, sent);
		}
		Map<Integer, List<Integer>> allSent = Map.copyOf(sent);
		for (Worker worker : before) {
			allSent.forEach((sender, numbers) -> expectNoGap(numbers, received(worker, sender)));
			others(before, worker).forEach(
					(other) -> assertThat(received(worker, other.id())).startsWith(allSent.get(other.id()).get(0)));
		}
		for (Worker worker : after) {
			others(after, worker).forEach((other) -> cluster.await(worker + " has the last of " + other,
					() -> last(received(worker, other.id())) == last(allSent.getOrDefault(other.id(), List.of()))));
			allSent.forEach((sender, numbers) -> expectNoGap(numbers, received(worker, sender)));
		}
	}

	private static int broadcast(int first, Map<Integer, List<Integer>> sent) {
		Exchange answer = cluster.http().post("/test-hooks/broadcasts?count=%d&first=%d".formatted(AT_ONCE, first));
		assertThat(answer.status()).isEqualTo(200);
		List<Integer> numbers = sent.computeIfAbsent(Integer.parseInt(answer.body()), (id) -> new ArrayList<>());
		for (int i = first; i < first + AT_ONCE; i++) {
			numbers.add(i);
		}
		return first + AT_ONCE;
	}

	/**
	 * A worker hears all that was sent from when it has begun to listen to when it ends.
	 */
	private static void expectNoGap(List<Integer> sent, List<Integer> received) {
		if (!received.isEmpty()) {
			int first = sent.indexOf(received.get(0));
			assertThat(first).isNotNegative();
			assertThat(received).isEqualTo(sent.subList(first, Math.min(first + received.size(), sent.size())));
		}
	}

	private static List<Integer> received(Worker worker, int sender) {
		try {
			Path file = cluster.directory().resolve("received-" + worker.id());
			String prefix = sender + " ";
			return Files.exists(file) ? Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith(prefix))
				.map((line) -> Integer.valueOf(line.substring(prefix.length())))
				.toList() : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int last(List<Integer> numbers) {
		return numbers.isEmpty() ? -1 : numbers.get(numbers.size() - 1);
	}

	private static List<Worker> others(Collection<Worker> workers, Worker worker) {
		return workers.stream().filter((other) -> !other.equals(worker)).toList();
	}

	@Test
	void aStoppedReceiverHarmsNobody() {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		Worker stopped = before.get(0);
		Worker sender = before.get(1);
		// of a receiver that is only slow it is said too, and once a minute at most
		String refused = "WARN .*\\[worker-%d\\] .*Worker %d has not taken yet what it was sent before"
			.formatted(sender.id(), stopped.id());
		int toldBefore = cluster.output().count(refused);
		cluster.signal(stopped.pid(), "STOP");
		cluster.await(stopped + " is stopped", () -> Processes.isStopped(stopped.pid()));
		CompletableFuture<Exchange> question = CompletableFuture
			.supplyAsync(() -> cluster.http().post("/api/messages/" + stopped.id(), "are you there?"));
		Exchange answer = cluster.http().post("/test-hooks/broadcasts?first=0&count=5000&length=60000");
		assertThat(answer.body()).isEqualTo(Integer.toString(sender.id()));
		assertThat(cluster.output().count(refused)).isBetween(Math.max(1, toldBefore), toldBefore + 1);
		assertThat(cluster.awaitExit(stopped).group(2)).isEqualTo("SIGKILL");
		assertThat(question.join().status()).isEqualTo(409);
		assertThat(question.join().body())
			.isEqualTo("worker %d has ended, or receives no more".formatted(stopped.id()));
		Map<Integer, Worker> after = cluster.awaitWorkers(2);
		assertThat(after.get(1)).isEqualTo(sender);
		assertThat(cluster.output().count("OutOfMemoryError")).isZero();
		assertThat(cluster.http().post("/api/messages/" + after.get(0).id(), "hello").pid())
			.isEqualTo(after.get(0).pid());
	}

	@Test
	void whatCannotBeSentSaysWhy() {
		Collection<Worker> workers = cluster.awaitWorkers(2).values();
		for (Worker worker : workers) {
			assertThat(cluster.http().post("/api/messages/" + worker.id(), "hello").pid()).isEqualTo(worker.pid());
			Exchange tooLong = cluster.http().post("/api/messages/" + worker.id(), "x".repeat(70_000));
			assertThat(tooLong.status()).isEqualTo(409);
			assertThat(tooLong.body()).startsWith("A message has at most 65536 bytes, and this one has 700");
			assertThat(cluster.http().post("/test-hooks/failure/" + worker.id()).body())
				.contains("It was asked for that the listener fails");
		}
		cluster.awaitLog("ERROR .*MessageTestHooks.onFailing.* has failed for a message of worker");
		assertThat(cluster.http().post("/api/messages", "x".repeat(70_000)).status()).isEqualTo(409);
		assertThat(cluster.http().post("/api/messages/4711", "hello").body())
			.isEqualTo("There is no worker 4711 that receives");
	}

	@Test
	@Tag("soak")
	void measure() {
		cluster.awaitWorkers(2).values().forEach((worker) -> {
			for (int round = 0; round < 5; round++) {
				System.out.println("To " + worker + ", ns each: "
						+ cluster.http()
							.post("/test-hooks/measurements/%d?asks=20000&sends=200000".formatted(worker.id()))
							.body());
			}
		});
	}

}
