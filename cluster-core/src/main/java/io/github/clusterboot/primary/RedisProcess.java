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
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The process of the Redis for development.
 *
 * @param process the shell that waits for Redis
 */
record RedisProcess(Process process) {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private static final long POLL_MILLIS = 20;

	private static final long END_SECONDS = 2;

	/**
	 * Starts Redis and waits until it answers to the password, as nobody would who has
	 * taken the port meanwhile.
	 * @throws IOException with the last words of Redis if it does not
	 */
	static RedisProcess start(RedisCommand command, Path executable, Path directory, int port, String password)
			throws IOException {
		Path log = directory.resolve("redis.log");
		Process process = command.start(executable, directory, log, port, password);
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		try {
			do {
				if ("+OK".equals(LocalRedis.ask("127.0.0.1", port, "AUTH " + password))) {
					return new RedisProcess(process);
				}
			}
			while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline);
		}
		catch (InterruptedException ex) {
			end(process);
			throw new InterruptedIOException("interrupted");
		}
		end(process);
		throw new IOException(executable + " does not start: " + lastLine(log));
	}

	private static String lastLine(Path log) throws IOException {
		return Files.readAllLines(log, StandardCharsets.ISO_8859_1)
			.stream()
			.filter((line) -> !line.isBlank())
			.reduce("", (before, line) -> line);
	}

	void onExit(Consumer<Exit> action) {
		this.process.onExit().thenAccept((ended) -> action.accept(Exit.of(ended.exitValue())));
	}

	void end() {
		end(this.process);
	}

	/**
	 * Waits a moment for Redis to end with its standard input, and kills what is left.
	 */
	private static void end(Process process) {
		List<ProcessHandle> descendants = process.descendants().toList();
		try {
			process.getOutputStream().close();
			process.waitFor(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			// it has ended already
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		descendants.forEach(ProcessHandle::destroyForcibly);
		process.destroyForcibly();
	}

}
