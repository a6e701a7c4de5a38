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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;

/**
 * The Redis for development, a companion of the workers: started when one of them first
 * asks for it, and replaced when it exits, on the same port and with the same password.
 * Everything happens on a thread of its own.
 */
final class EmbeddedRedis implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedis.class);

	private static final int FIRST_STARTS = 3;

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "cluster-redis");
		thread.setDaemon(true);
		return thread;
	}, new ThreadPoolExecutor.DiscardPolicy());

	private final RedisCommand command;

	private final RestartPolicy policy;

	private final Path directory;

	private final String password = UUID.randomUUID().toString();

	private @Nullable Answer answer;

	private @Nullable FileChannel dataLock;

	private volatile @Nullable RedisProcess process;

	private int failures;

	/**
	 * Creates a Redis that is not started yet.
	 * @param policy what follows its exit; whatever its mode, every exit is a failure
	 * @param directory is created for its files
	 */
	EmbeddedRedis(RedisCommand command, RestartPolicy policy, Path directory) {
		this.command = command;
		this.policy = new RestartPolicy(Mode.ALWAYS, policy.initialDelay(), policy.maxDelay(), policy.stableAfter(),
				policy.maxFailures());
		this.directory = directory;
	}

	/**
	 * Asks where Redis is. That is decided once, so that all workers do the same.
	 * @param reply is given the answer, on the thread of this Redis
	 */
	void ask(Consumer<Answer> reply) {
		this.executor.execute(() -> {
			Answer answer = this.answer;
			if (answer == null) {
				answer = answer();
				this.answer = answer;
			}
			reply.accept(answer);
		});
	}

	private Answer answer() {
		try {
			if (!this.command.inAnyCase() && LocalRedis.answers()) {
				logger.info("No Redis is configured; sessions go to the one that answers on localhost:{}",
						LocalRedis.PORT);
				return new Answer(LocalRedis.PORT, null, "one answers already");
			}
			Files.createDirectory(this.directory,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Path executable = this.command.program().find(this.directory);
			this.dataLock = this.command.lockData();
			int port = startFirst(executable);
			logger.warn(
					"For development only: the Redis from {} on 127.0.0.1:{} holds the sessions, and {} them when it "
							+ "ends. For production point spring.data.redis.url at a Redis of your own",
					executable, port, this.command.isPersistent() ? "keeps" : "forgets");
			return new Answer(port, this.password, null);
		}
		catch (IOException | RuntimeException | Error ex) {
			// an error is what Java throws at a limit of threads or processes
			return new Answer(0, null, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Somebody else may take the port meanwhile.
	 */
	private int startFirst(Path executable) throws IOException {
		for (int attempt = 1; attempt < FIRST_STARTS; attempt++) {
			int port = freePort();
			try {
				start(executable, port);
				return port;
			}
			catch (InterruptedIOException ex) {
				throw ex;
			}
			catch (IOException ex) {
				logger.debug("The Redis for development does not start on port {}", port, ex);
			}
		}
		int port = freePort();
		start(executable, port);
		return port;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private void start(Path executable, int port) throws IOException {
		RedisProcess redis = RedisProcess.start(this.command, executable, this.directory, port, this.password);
		this.process = redis;
		long start = System.nanoTime();
		redis.onExit((exit) -> this.executor.execute(() -> {
			// it may be the shell that has ended
			redis.end();
			failed("exited with code %s; the sessions in it are %s".formatted(exit,
					this.command.isPersistent() ? "kept" : "lost"), start, () -> restart(executable, port));
		}));
	}

	private void restart(Path executable, int port) {
		try {
			start(executable, port);
			logger.info("The Redis for development runs again");
		}
		catch (IOException | Error ex) {
			failed("does not start: " + ex.getMessage(), System.nanoTime(), () -> restart(executable, port));
		}
	}

	private void failed(String what, long start, Runnable restart) {
		boolean stable = System.nanoTime() - start > this.policy.stableAfter().toNanos();
		Verdict verdict = this.policy.decide(Exit.of(1), stable, this.failures,
				() -> ThreadLocalRandom.current().nextDouble());
		if (verdict instanceof Verdict.Restart again) {
			logger.warn("The Redis for development {}; restart in {} ms", what, again.delay().toMillis());
			this.failures = again.failures();
			this.executor.schedule(restart, again.delay().toMillis(), TimeUnit.MILLISECONDS);
		}
		else {
			logger.error("The Redis for development {}; it failed {} times in a row and is given up: no request that "
					+ "needs a session will be answered", what, this.policy.maxFailures());
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		RedisProcess redis = this.process;
		if (redis != null) {
			redis.end();
		}
	}

	/**
	 * Where Redis is.
	 *
	 * @param port its port on the loopback interface, or 0 if there is none
	 * @param password its password, or {@code null} if this primary runs none
	 * @param missing why this primary runs none, or {@code null}
	 */
	record Answer(int port, @Nullable String password, @Nullable String missing) {

		/**
		 * Without the password: what this is may be logged.
		 */
		@Override
		public String toString() {
			return "Answer[port=%d, missing=%s]".formatted(this.port, this.missing);
		}

	}

}
