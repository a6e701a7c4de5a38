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

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.jvm.WorkerCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link Primary}, with processes that are no workers: they never connect. The
 * signal handlers that it leaves behind are taken back.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PrimaryTests {

	private final Map<Signal, SignalHandler> handlers = new HashMap<>();

	private final CompletableFuture<Integer> halted = new CompletableFuture<>();

	@BeforeEach
	void keepSignalHandlers() {
		for (String name : List.of("TERM", "INT", "HUP", "TTIN", "TTOU")) {
			Signal signal = new Signal(name);
			this.handlers.put(signal, Signal.handle(signal, SignalHandler.SIG_DFL));
		}
	}

	@AfterEach
	void restoreSignalHandlers() {
		this.handlers.forEach(Signal::handle);
	}

	@Test
	void endsWithOneWhereTheFirstStartFails() throws Exception {
		Shell command = new Shell("exit 3");
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(1);
		assertThat(command.forks).containsExactly("1 in 0");
	}

	@Test
	void endsWithZeroWhereTheWorkerDoes() throws Exception {
		assertThat(primary(new Shell("exit 0"), Duration.ofMinutes(1)).run()).isZero();
	}

	@Test
	void endsWithOneWhereNoWorkerCanBeForked() throws Exception {
		Shell command = new Shell("exit 0");
		command.program = "/nonexistent/program";
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(1);
	}

	@Test
	void killsAWorkerThatIsNotListeningInTime() throws Exception {
		Shell command = new Shell("trap '' TERM; exec sleep 300");
		assertThat(primary(command, Duration.ofMillis(300)).run()).isEqualTo(1);
	}

	@Test
	void adaptsTheEnvironmentAndRemovesItsDirectory() throws Exception {
		Shell command = new Shell("test \"$TEST_WORKER\" = 1/0 && test -S \"$0/messages.sock\"");
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isZero();
		assertThat(command.directory).doesNotExist();
	}

	@Test
	void preparesTheFirstGenerationBeforeItForks() throws Exception {
		Shell command = new Shell("exit 0");
		command.whenForked = () -> command.generations.add("fork");
		primary(command, Duration.ofMinutes(1)).run();
		assertThat(command.generations).containsExactly("prepare 1", "fork", "close");
	}

	@Test
	void runsInPlaceWhereTheFirstGenerationCannotBePrepared() throws Exception {
		Shell command = new Shell("exit 0");
		command.noRoom = new IOException("No space left on device");
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isZero();
		assertThat(command.forks).containsExactly("1 in 0");
	}

	@ParameterizedTest
	@CsvSource({ "TERM,143", "INT,130" })
	void endsWithTheCodeOfTheSignalThatStopsIt(String signal, int code) throws Exception {
		assumeThat(isIgnored(signal)).as("this JVM was started with the signal ignored, as in the background")
			.isFalse();
		Shell command = new Shell("exec sleep 300");
		command.whenForked = () -> Signal.raise(new Signal(signal));
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(code);
		assertThat(command.forks).containsExactly("1 in 0");
		assertThat(Files.exists(command.directory)).isFalse();
	}

	@Test
	void aCopyThatIsNeverFinishedKeepsNobodyFromEnding() throws Exception {
		assumeThat(isIgnored("TERM")).isFalse();
		Shell command = new Shell("exec sleep 300");
		CountDownLatch answer = new CountDownLatch(1);
		command.whenPrepared = () -> {
			Signal.raise(new Signal("TERM"));
			awaitUninterruptibly(answer);
		};
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(143);
		assertThat(command.preparing.isDaemon()).as("else the JVM would wait for it").isTrue();
		assertThat(command.forks).isEmpty();
		answer.countDown();
	}

	@Test
	void aLogThatNobodyReadsKeepsNobodyFromForkingAndEnding() throws Exception {
		assumeThat(isIgnored("TERM")).isFalse();
		PrintStream out = System.out;
		CountDownLatch read = new CountDownLatch(1);
		Shell command = new Shell("exec sleep 300");
		command.whenForked = () -> Signal.raise(new Signal("TERM"));
		Primary primary = primary(command, Duration.ofMinutes(1));
		FutureTask<Integer> run = new FutureTask<>(() -> primary.run());
		System.setOut(new PrintStream(new OutputStream() {

			@Override
			public void write(int b) {
				awaitUninterruptibly(read);
			}

		}, true));
		try {
			new Thread(run).start();
			assertThat(run.get()).isEqualTo(143);
			assertThat(command.forks).containsExactly("1 in 0");
			System.out.println("the end of the JVM does not wait for the log");
		}
		finally {
			read.countDown();
			System.setOut(out);
		}
		assertThat(this.halted).isNotDone();
	}

	@Test
	void aLogThatCannotBeWrittenKeepsNobodyFromForkingAndEnding() throws Exception {
		assumeThat(isIgnored("TERM")).isFalse();
		CountDownLatch written = new CountDownLatch(1);
		Appender<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				awaitUninterruptibly(written);
			}

		};
		appender.start();
		Logger logger = (Logger) LoggerFactory.getLogger(Primary.class.getPackageName());
		logger.addAppender(appender);
		Shell command = new Shell("exec sleep 300");
		command.whenForked = () -> Signal.raise(new Signal("TERM"));
		Primary primary = primary(command, Duration.ofMinutes(1));
		FutureTask<Integer> run = new FutureTask<>(() -> primary.run());
		try {
			new Thread(run).start();
			assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(143);
			assertThat(command.forks).containsExactly("1 in 0");
			assertThat(this.halted.get(30, TimeUnit.SECONDS)).as("the end of the JVM would wait for the log")
				.isEqualTo(143);
		}
		finally {
			logger.detachAppender(appender);
			written.countDown();
		}
	}

	@Test
	void anExitIsToldThoughItCannotBeFoundOutWhy() throws Exception {
		Shell command = new Shell("exit 3");
		CountDownLatch answer = new CountDownLatch(1);
		command.whenExited = () -> awaitUninterruptibly(answer);
		FutureTask<Integer> run = new FutureTask<>(() -> primary(command, Duration.ofMinutes(1)).run());
		new Thread(run).start();
		assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(1);
		answer.countDown();
	}

	@Test
	void aForkThatNeverEndsKeepsNobodyFromEnding() throws Exception {
		assumeThat(isIgnored("TERM")).isFalse();
		Shell command = new Shell("exec sleep 300");
		CountDownLatch answer = new CountDownLatch(1);
		command.whenForked = () -> {
			Signal.raise(new Signal("TERM"));
			awaitUninterruptibly(answer);
		};
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(143);
		answer.countDown();
	}

	@Test
	void copiesThatAreNeverRemovedKeepNobodyFromEnding() throws Exception {
		Shell command = new Shell("exit 3");
		CountDownLatch answer = new CountDownLatch(1);
		command.whenClosed = () -> awaitUninterruptibly(answer);
		assertThat(primary(command, Duration.ofMinutes(1)).run()).isEqualTo(1);
		answer.countDown();
	}

	/**
	 * As a file system that does not answer.
	 */
	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// goes on
			}
		}
	}

	/**
	 * Bit n - 1 of the hexadecimal mask is signal n.
	 */
	static boolean isIgnored(String signal) throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return false;
		}
		String mask = Files.readString(status).replaceFirst("(?s).*SigIgn:\\s+(\\p{XDigit}+).*", "$1");
		return (Long.parseUnsignedLong(mask, 16) >> (new Signal(signal).getNumber() - 1) & 1) == 1;
	}

	private Primary primary(WorkerCommand command, Duration startupTimeout)
			throws NativeTransport.UnavailableException {
		NativeTransport.load();
		RestartPolicy policy = new RestartPolicy(Mode.ON_FAILURE, Duration.ofMillis(10), Duration.ofMillis(10),
				Duration.ofSeconds(30), 3);
		PrimarySettings settings = new PrimarySettings(SchedulingPolicy.OS,
				new FleetSettings(2, 0, policy, startupTimeout, Duration.ofSeconds(2), Duration.ofSeconds(2),
						Duration.ofSeconds(30), Duration.ZERO, RecyclePolicy.NEVER, Duration.ZERO));
		return new Primary(settings, command, new NoRedis(), this.halted::complete);
	}

	/**
	 * Answers nobody, as no worker asks.
	 */
	private static final class NoRedis implements DevelopmentRedis {

		@Override
		public void ask(int request, Path directory, Consumer<Message.Redis> reply) {
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Runs a script instead of a worker.
	 */
	private static final class Shell implements WorkerCommand {

		private final String script;

		private final List<String> forks = Collections.synchronizedList(new ArrayList<>());

		private final List<String> generations = Collections.synchronizedList(new ArrayList<>());

		private String program = "/bin/sh";

		private Path directory;

		private IOException noRoom;

		private volatile Thread preparing;

		private Runnable whenPrepared = () -> {
		};

		private Runnable whenForked = () -> {
		};

		private Runnable whenExited = () -> {
		};

		private Runnable whenClosed = () -> {
		};

		Shell(String script) {
			this.script = script;
		}

		@Override
		public void prepare(int generation, Path directory) throws IOException {
			this.preparing = Thread.currentThread();
			this.whenPrepared.run();
			if (this.noRoom != null) {
				throw this.noRoom;
			}
			this.generations.add("prepare " + generation);
		}

		@Override
		public void discard(Set<Integer> gone) {
			this.generations.add("discard " + gone);
		}

		@Override
		public boolean exited(int id, int code) {
			this.whenExited.run();
			return false;
		}

		@Override
		public void close() {
			this.generations.add("close");
			this.whenClosed.run();
		}

		@Override
		public ProcessBuilder process(int id, int slot, int generation, Path privateDirectory) {
			this.forks.add(id + " in " + slot);
			this.directory = privateDirectory;
			this.whenForked.run();
			ProcessBuilder process = new ProcessBuilder(this.program, "-c", this.script, privateDirectory.toString());
			process.environment().put("TEST_WORKER", id + "/" + slot);
			return process;
		}

	}

}
