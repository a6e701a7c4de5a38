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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.metrics.KeptCounts.Kept;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeptCounts}.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeptCountsTests {

	@TempDir
	Path parent;

	@Test
	void nothingIsKeptAtFirst() {
		Kept kept = store().read(Set.of());
		assertThat(kept.workers()).isEmpty();
		assertThat(kept.slots()).isEmpty();
		store().fold(List.of());
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void lastCountsOfAWorkerAreKept() {
		store().save(3, 1, count(5));
		store().save(3, 1, count(7));
		Kept kept = store().read(Set.of());
		assertThat(kept.workers()).singleElement().satisfies((entry) -> {
			assertThat(entry.slot()).isEqualTo(1);
			assertThat(entry.newestWorker()).isEqualTo(3);
			assertThat(entry.families()).isEqualTo(count(7));
		});
		assertThat(store().read(Set.of(3)).workers()).as("it tells itself").isEmpty();
	}

	@Test
	void countsOfWorkersThatAreGoneAreFoldedBySlot() {
		store().save(1, 0, count(1));
		store().save(2, 1, count(10));
		store().save(3, 0, count(100));
		store().fold(List.of(1, 2));
		assertThat(sum(store().read(Set.of()))).isEqualTo(111);
		store().fold(List.of(3, 4));
		Kept kept = store().read(Set.of());
		assertThat(kept.workers()).isEmpty();
		assertThat(kept.slots()).hasSize(2);
		assertThat(kept.holds(3)).isTrue();
		assertThat(kept.holds(4)).isFalse();
		assertThat(sum(kept)).isEqualTo(111);
	}

	@Test
	void countsThatWereFoldedByAProcessThatDiedBeforeItRemovedThemCountOnce() throws IOException {
		store().save(1, 0, count(5));
		Path file = this.parent.resolve("metrics/worker-1.json");
		byte[] left = Files.readAllBytes(file);
		store().fold(List.of(1));
		Files.write(file, left);
		assertThat(sum(store().read(Set.of()))).isEqualTo(5);
		store().fold(List.of(1));
		assertThat(file).doesNotExist();
		assertThat(sum(store().read(Set.of()))).isEqualTo(5);
	}

	@Test
	void filesDoNotGrowWithTheNumberOfWorkersThatWereThere() throws IOException {
		for (int worker = 1; worker <= 500; worker++) {
			store().save(worker, 0, count(1));
			store().fold(List.of(worker));
		}
		Kept kept = store().read(Set.of());
		assertThat(sum(kept)).isEqualTo(500);
		assertThat(kept.slots().get(0).workers()).hasSize(128).endsWith(500);
		try (Stream<Path> files = Files.list(this.parent.resolve("metrics"))) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("slot-0.json",
					"lock");
		}
	}

	@Test
	void whoReadsWhileOthersFoldSeesEveryCountOnce() throws Exception {
		int workers = 200;
		AtomicBoolean done = new AtomicBoolean();
		IntStream.rangeClosed(1, workers).forEach((worker) -> store().save(worker, worker % 3, count(1)));
		CompletableFuture<List<Double>> reader = CompletableFuture.supplyAsync(() -> {
			List<Double> sums = new ArrayList<>();
			do {
				sums.add(sum(store().read(Set.of())));
			}
			while (!done.get());
			return sums;
		}, KeptCountsTests::start);
		List<CompletableFuture<Void>> folders = Stream.of(0, 1)
			.map((each) -> CompletableFuture.runAsync(
					() -> IntStream.rangeClosed(1, workers).forEach((worker) -> store().fold(List.of(worker))),
					KeptCountsTests::start))
			.toList();
		for (CompletableFuture<Void> folder : folders) {
			folder.get();
		}
		done.set(true);
		assertThat(reader.get()).isNotEmpty().containsOnly((double) workers);
	}

	/**
	 * The common pool may have but one thread, which who reads until others are done
	 * would keep from them.
	 */
	private static void start(Runnable work) {
		new Thread(work, "kept-counts").start();
	}

	@Test
	void whatCannotBeWrittenIsAWarningOnce(CapturedOutput output) throws IOException {
		Files.writeString(this.parent.resolve("metrics"), "in the way");
		KeptCounts store = store();
		store.save(1, 0, count(1));
		store.save(1, 0, count(1));
		assertThat(store.read(Set.of()).workers()).isEmpty();
		assertThat(output.getOut().split("may be lost", -1)).hasSize(2);
	}

	@Test
	void whatCannotBeReadIsAWarningOnceAndCostsNothingElse(CapturedOutput output) throws IOException {
		KeptCounts store = store();
		store.save(1, 0, count(1));
		store.save(2, 1, count(2));
		Files.writeString(this.parent.resolve("metrics/worker-1.json"), "{");
		assertThat(sum(store.read(Set.of()))).isEqualTo(2);
		store.save(2, 1, count(3));
		assertThat(sum(store.read(Set.of()))).isEqualTo(3);
		assertThat(output.getOut().split("worker-1.json cannot be read", -1)).hasSize(2);
		assertThat(output).doesNotContain("may be lost");
	}

	@Test
	void whatCannotBeReadIsNotFoldedAndEverythingElseIs(CapturedOutput output) throws IOException {
		KeptCounts store = store();
		for (int worker = 1; worker <= 5; worker++) {
			store.save(worker, worker % 2, count(worker));
		}
		store.fold(List.of(1));
		Files.writeString(this.parent.resolve("metrics/worker-2.json"), "{}");
		Files.writeString(this.parent.resolve("metrics/slot-1.json"), "");
		store.fold(List.of(2, 3, 4, 5));
		store.fold(List.of(2, 3, 4, 5));
		assertThat(store.workers()).as("who could not be folded").containsExactlyInAnyOrder(2, 3, 5);
		assertThat(sum(store.read(Set.of()))).isEqualTo(3 + 4 + 5);
		assertThat(output.getOut().split("worker-2.json cannot be read", -1)).hasSize(2);
		assertThat(output.getOut().split("slot-1.json cannot be read", -1)).hasSize(2);
	}

	@Test
	void whenThePrimaryIsGoneNothingIsSaidAndNothingIsLeft(CapturedOutput output) {
		KeptCounts store = new KeptCounts(this.parent.resolve("gone/metrics"));
		store.save(1, 0, count(1));
		assertThat(this.parent).isEmptyDirectory();
		assertThat(output).doesNotContain("may be lost");
	}

	@Test
	void nothingIsKeptWhereThereIsNoCluster() {
		KeptCounts store = new KeptCounts(null);
		store.save(1, 0, count(1));
		store.fold(List.of(1));
		assertThat(store.workers()).isEmpty();
		assertThat(store.read(Set.of()).workers()).isEmpty();
	}

	private KeptCounts store() {
		return new KeptCounts(this.parent.resolve("metrics"));
	}

	private static List<Family> count(double count) {
		return List.of(TestFamilies.counter("a", TestFamilies.series(count, "x", "1")));
	}

	private static double sum(Kept kept) {
		return Stream.concat(kept.workers().stream(), kept.slots().stream())
			.mapToDouble((entry) -> TestFamilies.sum(entry.families(), "a"))
			.sum();
	}

}
