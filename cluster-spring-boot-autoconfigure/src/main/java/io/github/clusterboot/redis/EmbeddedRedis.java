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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.primary.DevelopmentRedis;

/**
 * The Redis for development, a companion of the workers: started when one of them first
 * asks for it, and replaced when it exits, on the same port and with the same password.
 */
public final class EmbeddedRedis implements DevelopmentRedis {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedis.class);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration POLL = Duration.ofMillis(20);

	private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

	private static final int RESTARTS = 8;

	private final ExecutorService executor = DaemonThreads.executor("cluster-redis");

	private final ExecutorService restarts = DaemonThreads.executor("cluster-redis-restart");

	private final @Nullable RedisCommand command;

	private final String password = UUID.randomUUID().toString();

	private Message.@Nullable Redis answer;

	private @Nullable FileChannel dataLock;

	private volatile @Nullable Process process;

	/**
	 * Creates a Redis that is not started yet.
	 * @param command how it is started, or {@code null} if there is to be none
	 */
	public EmbeddedRedis(@Nullable RedisCommand command) {
		this.command = command;
	}

	/**
	 * It is decided once, so that all workers do the same.
	 */
	@Override
	public void ask(int request, Path directory, Consumer<Message.Redis> reply) {
		this.executor.execute(() -> {
			Message.Redis answer = this.answer;
			if (answer == null) {
				answer = (this.command != null) ? find(this.command, directory.resolve("redis"))
						: none("the primary runs none");
				this.answer = answer;
			}
			reply.accept(new Message.Redis(request, answer.port(), answer.password(), answer.missing()));
		});
	}

	private static Message.Redis none(String reason) {
		return new Message.Redis(0, 0, null, reason);
	}

	private Message.Redis find(RedisCommand command, Path directory) {
		try {
			if (!command.inAnyCase() && LocalRedis.answers()) {
				logger.info("No Redis is configured; sessions go to the one that answers on localhost:{}",
						LocalRedis.PORT);
				return new Message.Redis(0, LocalRedis.PORT, null, "one answers already");
			}
			Files.createDirectory(directory, RedisCommand.PRIVATE);
			Path executable = command.findProgram(directory);
			this.dataLock = command.lockData();
			int port = freePort();
			start(command, executable, directory, port);
			logger.warn(
					"For development only: the Redis from {} on 127.0.0.1:{} holds the sessions, and {} them when it "
							+ "ends. For production point spring.data.redis.url at a Redis of your own",
					executable, port, command.isPersistent() ? "keeps" : "forgets");
			return new Message.Redis(0, port, this.password, null);
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			// an error is what Java throws at a limit of threads or processes
			return none(String.valueOf(ex.getMessage()));
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Starts Redis and waits until it answers to the password, as nobody would who has
	 * taken the port meanwhile.
	 * @throws IOException with the last words of Redis if it does not
	 */
	private void start(RedisCommand command, Path executable, Path directory, int port)
			throws IOException, InterruptedException {
		Process process = command.start(executable, directory, port, this.password);
		this.process = process;
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!"+OK".equals(LocalRedis.ask("127.0.0.1", port, "AUTH " + this.password))) {
			if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
				process.destroyForcibly();
				throw new IOException(executable + " does not start: " + lastWords(directory));
			}
		}
		process.onExit()
			.thenRun(() -> this.restarts
				.execute(() -> replace(process.exitValue(), command, executable, directory, port)));
	}

	private static String lastWords(Path directory) throws IOException {
		return Files.readAllLines(RedisCommand.log(directory), StandardCharsets.ISO_8859_1)
			.stream()
			.filter((line) -> !line.isBlank())
			.reduce("", (before, line) -> line);
	}

	private void replace(int code, RedisCommand command, Path executable, Path directory, int port) {
		String trouble = "exited with code %s; the sessions in it are %s".formatted(Exit.of(code),
				command.isPersistent() ? "kept" : "lost");
		try {
			for (int i = 0; i < RESTARTS && trouble != null; i++) {
				logger.warn("The Redis for development {}; restart in {} ms", trouble, RESTART_DELAY.toMillis());
				Thread.sleep(RESTART_DELAY.toMillis());
				trouble = startAgain(command, executable, directory, port);
			}
			if (trouble == null) {
				logger.info("The Redis for development runs again");
			}
			else {
				logger.error("The Redis for development {}; it is given up", trouble);
			}
		}
		catch (InterruptedException ex) {
			// closed
		}
	}

	private @Nullable String startAgain(RedisCommand command, Path executable, Path directory, int port)
			throws InterruptedException {
		try {
			start(command, executable, directory, port);
			return null;
		}
		catch (IOException | RuntimeException | Error ex) {
			return "does not start: " + ex.getMessage();
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		this.restarts.shutdownNow();
		Process process = this.process;
		if (process != null) {
			process.destroyForcibly();
		}
	}

}
