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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock of the cluster has one holder, whose death frees it, and nothing else but the
 * holder does.
 */
@ClusterTest
class ClusterLocksIT {

	private static final int WORKERS = 3;

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = new Sample().workers(WORKERS).testHooks().start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void noTwoWorkersHoldItAndTheDeathOfOneFreesIt() {
		Path file = cluster.directory().resolve("contended");
		Set<Long> killed = new HashSet<>();
		cluster.awaitWorkers(WORKERS);
		try (Traffic traffic = new Traffic(cluster.http(), path(file, 100), 6)) {
			for (int i = 0; i < 2; i++) {
				cluster.await("all hold it in turn", () -> holders(file).containsAll(cluster.workerPids()));
				cluster.await("somebody holds it", () -> last(file).startsWith("+"));
				long holder = pid(last(file));
				killed.add(holder);
				cluster.kill(holder);
				int before = lines(file).size();
				cluster.await("others hold it", () -> lines(file).size() > before + 4);
			}
			Outcomes outcomes = traffic.stop();
			assertThat(outcomes.of(Outcome.OK) + outcomes.of(Outcome.CUT) + outcomes.of(Outcome.RESET))
				.as(outcomes.toString())
				.isEqualTo(outcomes.total());
		}
		assertThat(unfinished(file, killed)).as("some died while they held it").isPositive();
	}

	@Test
	void stoppedHolderKeepsItUntilItIsDead() throws Exception {
		Path file = cluster.directory().resolve("stopped");
		cluster.awaitWorkers(WORKERS);
		int clients = 8;
		ExecutorService threads = Executors.newFixedThreadPool(1 + clients);
		Outcomes outcomes = new Outcomes();
		try {
			threads.execute(() -> cluster.http().get(path(file, 60_000)));
			cluster.await("somebody holds it", () -> last(file).startsWith("+"));
			long holder = pid(last(file));
			cluster.signal(holder, "STOP");
			cluster.await("it is stopped", () -> Processes.isStopped(holder));
			for (int i = 0; i < clients; i++) {
				threads.execute(() -> outcomes.add(cluster.http().get(path(file, 1))));
			}
			// what must not happen takes time
			long start = System.nanoTime();
			Awaitility.await().until(() -> System.nanoTime() - start > Duration.ofSeconds(2).toNanos());
			assertThat(lines(file)).containsExactly("+" + holder);
			cluster.kill(holder);
			cluster.await("all are answered", () -> outcomes.total() == clients);
			assertThat(outcomes.of(Outcome.OK)).as(outcomes.toString()).isEqualTo(clients);
			assertThat(unfinished(file, Set.of(holder))).isEqualTo(1);
			assertThat(lines(file)).hasSize(1 + 2 * clients);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static String path(Path file, int millis) {
		return "/test-hooks/lock?file=%s&millis=%d".formatted(file, millis);
	}

	private static List<String> lines(Path file) {
		try {
			return Files.exists(file) ? Files.readAllLines(file) : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String last(Path file) {
		List<String> lines = lines(file);
		return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
	}

	private static long pid(String line) {
		return Long.parseLong(line.substring(1));
	}

	private static Set<Long> holders(Path file) {
		return lines(file).stream().map(ClusterLocksIT::pid).collect(Collectors.toSet());
	}

	/**
	 * How many have not given it back. Nobody else has had it before, unless they were
	 * killed.
	 */
	private static int unfinished(Path file, Set<Long> killed) {
		int unfinished = 0;
		Long holder = null;
		for (String line : lines(file)) {
			if (line.startsWith("+")) {
				if (holder != null) {
					assertThat(killed).as(line + " although another one has it").contains(holder);
					unfinished++;
				}
				holder = pid(line);
			}
			else {
				assertThat(pid(line)).as("who gives it back").isEqualTo(holder);
				holder = null;
			}
		}
		assertThat(holder).isNull();
		return unfinished;
	}

}
