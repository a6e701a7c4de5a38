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
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Scoreboard}.
 */
class ScoreboardTests {

	private final List<Scoreboard> open = new ArrayList<>();

	private Path file;

	@BeforeEach
	void nameFile(@TempDir Path directory) {
		this.file = directory.resolve("listener-1");
	}

	@AfterEach
	void close() {
		this.open.forEach(Scoreboard::close);
	}

	@Test
	void eachSeesTheOthersAndNotItself() throws IOException {
		Scoreboard first = open();
		Scoreboard second = open();
		Scoreboard third = open();
		first.show(11);
		second.show(-22);
		assertThat(others(first)).containsExactly(-22);
		assertThat(others(second)).containsExactly(11);
		assertThat(others(third)).containsExactlyInAnyOrder(11, -22);
	}

	@Test
	void aStateReplacesTheOneBefore() throws IOException {
		Scoreboard first = open();
		Scoreboard second = open();
		first.show(1);
		first.show(2);
		assertThat(others(second)).containsExactly(2);
	}

	@Test
	void whoHasClosedIsNotSeenAndShowsNothingMore() throws IOException {
		Scoreboard first = open();
		Scoreboard second = open();
		first.show(1);
		first.close();
		assertThat(others(second)).isEmpty();
		Scoreboard heir = open();
		first.show(2);
		first.close();
		assertThat(others(second)).isEmpty();
		heir.show(3);
		assertThat(others(second)).containsExactly(3);
	}

	@Test
	void placesAreUsedAgain() throws IOException {
		for (int i = 0; i < 2 * Scoreboard.PLACES; i++) {
			Scoreboard.open(this.file).close();
		}
		assertThat(Files.size(this.file)).isEqualTo(16 * Scoreboard.PLACES);
	}

	@Test
	void whatADeadWorkerHasLeftIsGoneWhenItsPlaceIsNeeded() throws Exception {
		Scoreboard first = open();
		write(16, pidOfADeadProcess(), 5);
		assertThat(others(first)).containsExactly(5);
		open();
		assertThat(others(first)).isEmpty();
	}

	@Test
	void thePlaceOfALiveWorkerIsNotTaken() throws IOException {
		Scoreboard first = open();
		write(16, ProcessHandle.current().pid(), 5);
		open().show(6);
		assertThat(others(first)).containsExactly(5, 6);
	}

	@Test
	void withoutAPlaceThereIsNone() throws IOException {
		for (int i = 0; i < Scoreboard.PLACES; i++) {
			open();
		}
		assertThatIOException().isThrownBy(this::open).withMessage("No place is free");
	}

	private Scoreboard open() throws IOException {
		Scoreboard scoreboard = Scoreboard.open(this.file);
		this.open.add(scoreboard);
		return scoreboard;
	}

	private void write(int position, long... values) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
		bytes.asLongBuffer().put(values);
		try (RandomAccessFile file = new RandomAccessFile(this.file.toFile(), "rw")) {
			file.seek(position);
			file.write(bytes.array());
		}
	}

	private static long pidOfADeadProcess() throws IOException, InterruptedException {
		Process process = new ProcessBuilder("true").start();
		process.waitFor();
		return process.pid();
	}

	private static long[] others(Scoreboard scoreboard) {
		long[] states = new long[Scoreboard.PLACES];
		scoreboard.readOthers(states);
		return LongStream.of(states).filter((state) -> state != WorkerState.ABSENT).toArray();
	}

}
