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

package io.github.clusterboot.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import redis.embedded.core.ExecutableProvider;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.ipc.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EmbeddedRedis} and {@link RedisCommand}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedRedisTests {

	/**
	 * That is there on every machine.
	 */
	private static Path library;

	@TempDir
	private Path directory;

	private EmbeddedRedis redis;

	@BeforeAll
	static void unpack(@TempDir Path directory) throws IOException {
		library = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
	}

	@AfterEach
	void close() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Test
	void startsWhenItIsAskedFor() throws Exception {
		create(library, true);
		Message.Redis answer = ask();
		assertThat(answer.missing()).isNull();
		assertThat(talk(answer, "AUTH " + answer.password(), "PING")).containsExactly("+OK", "+PONG");
	}

	@Test
	void whoDoesNotKnowThePasswordIsRefused() throws Exception {
		create(library, true);
		Message.Redis answer = ask();
		assertThat(talk(answer, "PING").get(0)).startsWith("-NOAUTH");
		assertThat(talk(answer, "AUTH guess").get(0)).startsWith("-WRONGPASS");
	}

	@Test
	void everybodyIsToldTheSame() throws Exception {
		create(library, true);
		assertThat(ask()).isEqualTo(ask());
	}

	@Test
	void isReplacedInItsPlaceWhenItExits() throws Exception {
		create(library, true);
		Message.Redis answer = ask();
		long pid = pid(answer);
		assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).hasValue(true);
		Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> pid(answer) != pid);
		assertThat(ask()).isEqualTo(answer);
	}

	@Test
	void whatCannotComeBackIsGivenUpAndKeepsNobodyWaiting(CapturedOutput output) throws Exception {
		Path marker = this.directory.resolve("broken");
		create(script("test ! -e '%s' && exec '%s' \"$@\"".formatted(marker, library)), true);
		Message.Redis answer = ask();
		ProcessHandle server = ProcessHandle.of(pid(answer)).orElseThrow();
		Files.createFile(marker);
		server.destroyForcibly();
		Awaitility.await().until(() -> output.getOut().contains("does not start"));
		CompletableFuture<Message.Redis> meanwhile = new CompletableFuture<>();
		this.redis.ask(7, this.directory, meanwhile::complete);
		assertThat(meanwhile.get(5, TimeUnit.SECONDS)).isEqualTo(answer);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> output.getOut().contains("it is given up"));
	}

	@Test
	void endsWhenItIsClosed() throws Exception {
		create(library, true);
		ProcessHandle server = ProcessHandle.of(pid(ask())).orElseThrow();
		this.redis.close();
		server.onExit().get(10, TimeUnit.SECONDS);
	}

	@Test
	void endsWithStandardInputWhateverSignalsCome() throws Exception {
		Process server = new RedisCommand(library, null, true).start(library, this.directory, freePort(), "secret");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.children().findAny().isPresent());
		server.children().forEach(ProcessHandle::destroy);
		assertThat(server.isAlive()).isTrue();
		server.getOutputStream().close();
		assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(server.exitValue()).isEqualTo(Exit.KILLED);
	}

	@Test
	void noneIsRunWithoutACommand() throws Exception {
		this.redis = new EmbeddedRedis(null);
		assertThat(ask()).isEqualTo(new Message.Redis(7, 0, null, "the primary runs none"));
	}

	@Test
	void saysWhyThereIsNone() throws Exception {
		create(Path.of("/there/is/none"), true);
		assertThat(ask().missing()).contains("/there/is/none");
		assertThat(ask().password()).isNull();
	}

	@Test
	void saysWithTheWordsOfTheServerWhyItDoesNotStart() throws Exception {
		Path server = script("echo Bad directive; exit 1");
		create(server, true);
		assertThat(ask().missing()).contains("does not start", "Bad directive");
	}

	@Test
	void anotherOneThatAnswersIsUsedAndNoneIsStarted() throws Exception {
		Assumptions.assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
		try (AnsweringPort port = new AnsweringPort(LocalRedis.PORT, "+PONG\r\n")) {
			create(library, false);
			assertThat(ask().port()).isEqualTo(LocalRedis.PORT);
			assertThat(ask().password()).isNull();
		}
	}

	@Test
	void keepsItsDataWhereItIsAskedToAndNobodyElseDoes() throws Exception {
		Path data = this.directory.resolve("with \"quotes\"/and more");
		this.redis = new EmbeddedRedis(new RedisCommand(library, data, true));
		assertThat(ask().missing()).isNull();
		assertThat(data).isDirectoryContaining("glob:**appendonly*");
		assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThatExceptionOfType(OverlappingFileLockException.class)
			.isThrownBy(() -> new RedisCommand(library, data, true).lockData());
	}

	@Test
	void seesNothingOfTheEnvironmentOfTheApplication() throws Exception {
		Path server = script("env");
		Process process = new RedisCommand(library, null, true).start(server, this.directory, 1, "secret");
		process.onExit().get(10, TimeUnit.SECONDS);
		Path log = RedisCommand.log(this.directory);
		Set<String> few = Set.of("PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH", "PWD", "OLDPWD", "SHLVL", "_");
		assertThat(System.getenv().keySet()).as("this process has more").anyMatch((name) -> !few.contains(name));
		assertThat(Files.readAllLines(log)).anyMatch((line) -> line.startsWith("PATH="))
			.allMatch((line) -> few.contains(line.split("=")[0]));
	}

	@Test
	void oneThatWantsAPasswordOrIsNoRedisIsNotUsed() throws Exception {
		for (String answer : List.of("-NOAUTH Authentication required.\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n")) {
			try (AnsweringPort port = new AnsweringPort(0, answer)) {
				assertThat(LocalRedis.answers(port.number())).isFalse();
			}
		}
		try (AnsweringPort port = new AnsweringPort(0, "+PONG\r\n")) {
			assertThat(LocalRedis.answers(port.number())).isTrue();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void create(Path program, boolean inAnyCase) {
		this.redis = new EmbeddedRedis(new RedisCommand(program, null, inAnyCase));
	}

	private Path script(String command) throws IOException {
		Path script = Files.writeString(this.directory.resolve("redis-server"), "#!/bin/sh\n" + command + "\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		return script;
	}

	private Message.Redis ask() throws Exception {
		CompletableFuture<Message.Redis> answer = new CompletableFuture<>();
		this.redis.ask(7, this.directory, answer::complete);
		return answer.get(60, TimeUnit.SECONDS);
	}

	private static long pid(Message.Redis answer) throws IOException {
		return talk(answer, "AUTH " + answer.password(), "INFO server", "QUIT").stream()
			.filter((line) -> line.startsWith("process_id:"))
			.mapToLong((line) -> Long.parseLong(line.substring("process_id:".length())))
			.findFirst()
			.orElseThrow(() -> new IOException("no answer"));
	}

	/**
	 * Sends commands and reads as many lines, or all if the last command says goodbye.
	 */
	private static List<String> talk(Message.Redis answer, String... commands) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", answer.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes());
			BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
			boolean all = "QUIT".equals(commands[commands.length - 1]);
			return in.lines().limit(all ? Long.MAX_VALUE : commands.length).toList();
		}
	}

}
