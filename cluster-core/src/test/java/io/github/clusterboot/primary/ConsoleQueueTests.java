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

package io.github.clusterboot.primary;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleQueue}, with a pipe in place of standard output.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsoleQueueTests {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleQueueTests.class);

	/**
	 * More than a pipe and the queue hold.
	 */
	private static final int LINES = 5000;

	private final PrintStream out = System.out;

	private Pipe pipe;

	private PrintStream toPipe;

	@BeforeEach
	void open() throws Exception {
		this.pipe = Pipe.open();
		OutputStream sink = Channels.newOutputStream(this.pipe.sink());
		this.toPipe = new PrintStream(sink, true);
		System.setOut(this.toPipe);
	}

	@AfterEach
	void close() throws Exception {
		System.setOut(this.out);
		this.pipe.source().close();
		this.pipe.sink().close();
	}

	@Test
	void nobodyWaitsForALineThatIsNotReadAndWhatIsDroppedIsCounted() {
		ConsoleQueue console = new ConsoleQueue();
		for (int i = 0; i < LINES; i++) {
			logger.info("line {} {}", i, "x".repeat(100));
		}
		console.close();
		assertThat(System.out).as("else others would wait").isNotSameAs(this.toPipe);
		System.out.println("nor does this");
		Scanner reader = new Scanner(this.pipe.source());
		int read = 0;
		String line = reader.nextLine();
		while (!line.contains("lines of the log were dropped")) {
			assertThat(line).contains("line " + read++);
			line = reader.nextLine();
		}
		assertThat(line).contains("WARN").containsPattern(" [1-9]\\d* lines of the log");
		assertThat(read).isLessThan(LINES);
	}

	@Test
	void whatIsWrittenIsThereInItsOrderWhenTheStreamsAreBack() {
		try (ConsoleQueue console = new ConsoleQueue()) {
			System.out.print("one");
			System.out.println(" and two");
			logger.warn("three");
		}
		assertThat(System.out).isSameAs(this.toPipe);
		System.out.println("four");
		Scanner reader = new Scanner(this.pipe.source());
		assertThat(reader.nextLine()).isEqualTo("one and two");
		assertThat(reader.nextLine()).endsWith("three");
		assertThat(reader.nextLine()).isEqualTo("four");
	}

}
