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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock of the cluster has one holder, whose death frees it, and nothing else but the
 * holder does.
 */
@ClusterTest
class ClusterLocksIT {

	/**
	 * Longer than the test.
	 */
	private static final int LONG = 600_000;

	private static SampleCluster cluster;

	private final ExecutorService clients = Executors.newCachedThreadPool();

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
	}

	@AfterEach
	void endClients() {
		this.clients.shutdownNow();
	}

	@Test
	void noTwoWorkersHoldItAndTheDeathOfOneFreesIt() {
		Path file = cluster.directory().resolve("contended");
		Set<Long> killed = new HashSet<>();
		cluster.awaitWorkers(2);
		try (Traffic traffic = new Traffic(cluster.http(), path(file, 5), 4)) {
			for (int i = 0; i < 2; i++) {
				cluster.awaitWorkers(2);
				cluster.await("all have held it", () -> holders(file).containsAll(cluster.workerPids()));
				long holder = holdForLong(file);
				cluster.kill(holder);
				killed.add(holder);
				int before = lines(file).size();
				cluster.await("others hold it", () -> lines(file).size() > before + 4);
			}
			Outcomes outcomes = traffic.stop();
			assertThat(outcomes.of(Outcome.OK) + outcomes.of(Outcome.CUT) + outcomes.of(Outcome.RESET))
				.as(outcomes.toString())
				.isEqualTo(outcomes.total());
		}
		assertThat(unfinished(file)).containsExactlyInAnyOrderElementsOf(killed);
	}

	@Test
	void stoppedHolderKeepsItUntilItIsDead() {
		Path file = cluster.directory().resolve("stopped");
		cluster.awaitWorkers(2);
		long holder = holdForLong(file);
		cluster.signal(holder, "STOP");
		cluster.await("it is stopped", () -> Processes.isStopped(holder));
		int count = 8;
		Outcomes outcomes = new Outcomes();
		for (int i = 0; i < count; i++) {
			this.clients.execute(() -> outcomes.add(cluster.http().get(path(file, 1))));
		}
		// what must not happen takes time
		long start = System.nanoTime();
		Awaitility.await().until(() -> System.nanoTime() - start > Duration.ofSeconds(2).toNanos());
		assertThat(lines(file)).hasSize(1);
		cluster.kill(holder);
		cluster.await("all are answered", () -> outcomes.total() == count);
		assertThat(outcomes.of(Outcome.OK)).as(outcomes.toString()).isEqualTo(count);
		assertThat(unfinished(file)).containsExactly(holder);
		assertThat(lines(file)).hasSize(1 + 2 * count);
	}

	private long holdForLong(Path file) {
		this.clients.execute(() -> cluster.http().get(path(file, LONG)));
		cluster.await("somebody holds it for long", () -> last(file).matches("\\+.* for %d ms".formatted(LONG)));
		return pid(last(file));
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
		return Long.parseLong(line.substring(1, line.indexOf(' ')));
	}

	private static Set<Long> holders(Path file) {
		return lines(file).stream().map(ClusterLocksIT::pid).collect(Collectors.toSet());
	}

	/**
	 * Who has not given it back. All others have before the next one had it.
	 */
	private static List<Long> unfinished(Path file) {
		List<Long> unfinished = new ArrayList<>();
		String holder = null;
		for (String line : lines(file)) {
			if (line.startsWith("-")) {
				assertThat("+" + line.substring(1)).as("gives it back").isEqualTo(holder);
				holder = null;
			}
			else {
				if (holder != null) {
					unfinished.add(pid(holder));
				}
				holder = line;
			}
		}
		assertThat(holder).isNull();
		return unfinished;
	}

}
