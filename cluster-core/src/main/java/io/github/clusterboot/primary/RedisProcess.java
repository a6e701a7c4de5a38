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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The process of the Redis for development.
 */
final class RedisProcess {

	private static final Duration POLL = Duration.ofMillis(20);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Process process;

	private final int port;

	private final Path log;

	private RedisProcess(Process process, int port, Path log) {
		this.process = process;
		this.port = port;
		this.log = log;
	}

	/**
	 * Starts a Redis.
	 * @throws IOException if the operating system refuses, or there is no room for its
	 * configuration
	 */
	static RedisProcess start(RedisCommand command, Path executable, Path directory, int port, String password)
			throws IOException {
		Path configuration = directory.resolve("redis.conf");
		Files.deleteIfExists(configuration);
		Files.createFile(configuration,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(configuration, command.configuration(directory, port, password));
		Path log = directory.resolve("redis.log");
		Process process = new ProcessBuilder(command.commandLine(executable, configuration)).redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()))
			.start();
		return new RedisProcess(process, port, log);
	}

	/**
	 * Waits until Redis answers to the password. Somebody else's, which may have taken
	 * the port, would not.
	 * @return what Redis says of itself, or {@code null} if it has exited or the time is
	 * over
	 */
	@Nullable Server awaitAnswer(String password, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (System.nanoTime() < deadline) {
			Server server = askForItself(password);
			if (server != null) {
				return server;
			}
			if (this.process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
				return null;
			}
		}
		return null;
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket();
		try {
			int patience = (int) PATIENCE.toMillis();
			socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), patience);
			socket.setSoTimeout(patience);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private @Nullable Server askForItself(String password) {
		try (Socket socket = connect(this.port)) {
			OutputStream out = socket.getOutputStream();
			out.write("AUTH %s\r\nINFO server\r\nQUIT\r\n".formatted(password).getBytes(StandardCharsets.US_ASCII));
			Stream<String> lines = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
				.lines();
			return Server.of(lines.toList());
		}
		catch (IOException | UncheckedIOException ex) {
			return null;
		}
	}

	/**
	 * Gives the exit code to the action, on some other thread, when the process has
	 * ended.
	 */
	void onExit(IntConsumer action) {
		this.process.onExit().thenAccept((ended) -> action.accept(ended.exitValue()));
	}

	/**
	 * The last line that Redis has written, which says why it ended.
	 */
	String lastWords() {
		try {
			List<String> lines = Files.readAllLines(this.log, StandardCharsets.ISO_8859_1);
			return lines.stream().filter((line) -> !line.isBlank()).reduce("", (before, line) -> line);
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Ends the process, and waits a moment for it. What should have ended with it, and
	 * has not, is killed.
	 */
	void end() {
		List<ProcessHandle> descendants = this.process.descendants().toList();
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// has ended already
		}
		try {
			this.process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		descendants.forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	/**
	 * What Redis says of itself.
	 *
	 * @param version its version
	 * @param pid its process id; the process that was started waits for it
	 */
	record Server(String version, String pid) {

		/**
		 * Reads the answers to {@code AUTH} and {@code INFO server}.
		 * @return what they say, or {@code null} if the password was refused
		 */
		static @Nullable Server of(List<String> answers) {
			if (answers.isEmpty() || !"+OK".equals(answers.get(0))) {
				return null;
			}
			return new Server(value(answers, "redis_version:"), value(answers, "process_id:"));
		}

		private static String value(List<String> answers, String name) {
			return answers.stream()
				.filter((line) -> line.startsWith(name))
				.map((line) -> line.substring(name.length()))
				.findFirst()
				.orElse("?");
		}

		@Override
		public String toString() {
			return "Redis %s (pid %s)".formatted(this.version, this.pid);
		}

	}

}
