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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;
import io.github.clusterboot.primary.RedisProcess.Server;

/**
 * The Redis that the primary runs for development. It is started when a worker first asks
 * for it, and replaced when it exits, on the same port and with the same password, so
 * that workers find it again.
 * <p>
 * Everything is done by one thread of its own. {@link #ask} and {@link #close} may be
 * called by any thread.
 */
final class EmbeddedRedis implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedis.class);

	private static final Duration START = Duration.ofSeconds(20);

	/**
	 * Somebody may take the port between its choice and its use.
	 */
	private static final int FIRST_STARTS = 3;

	private static final int PASSWORD_BYTES = 24;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "cluster-redis");
		thread.setDaemon(true);
		return thread;
	});

	private final RedisCommand command;

	private final RestartPolicy policy;

	private final Path directory;

	private final String password = randomPassword();

	private @Nullable Answer answer;

	private @Nullable Path executable;

	private volatile @Nullable RedisProcess process;

	private volatile boolean closed;

	private long upSince;

	private int failures;

	/**
	 * Creates a Redis that is not started yet.
	 * @param command how it is started
	 * @param policy what follows its exit; whatever its mode, every exit is a failure
	 * @param directory what it may use; need not exist yet
	 */
	EmbeddedRedis(RedisCommand command, RestartPolicy policy, Path directory) {
		this.command = command;
		this.policy = new RestartPolicy(Mode.ALWAYS, policy.initialDelay(), policy.maxDelay(), policy.stableAfter(),
				policy.maxFailures());
		this.directory = directory;
	}

	/**
	 * Asks where Redis is. The first time it is started, unless there is another one.
	 * That is decided once, so that all workers do the same.
	 * @param reply is given the answer, on some other thread
	 */
	void ask(Consumer<Answer> reply) {
		execute(() -> {
			Answer answer = this.answer;
			if (answer == null) {
				answer = startOrSayWhyNot();
				this.answer = answer;
			}
			reply.accept(answer);
		});
	}

	private Answer startOrSayWhyNot() throws InterruptedException {
		try {
			if (!this.command.isRunInAnyCase() && LocalRedis.answers()) {
				logger.info("No Redis is configured; sessions go to the one that answers on localhost:{}",
						LocalRedis.PORT);
				return new Answer(LocalRedis.PORT, null, "one answers already");
			}
			return start();
		}
		catch (RuntimeException | Error ex) {
			// at a limit of threads or processes Java throws an error
			return missing(ex.toString());
		}
	}

	private void execute(Task task) {
		try {
			this.executor.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The embedded Redis is closed", ex);
		}
	}

	private static void run(Task task) {
		try {
			task.run();
		}
		catch (InterruptedException ex) {
			// only the end of the primary interrupts
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The embedded Redis fails", ex);
		}
	}

	private Answer start() throws InterruptedException {
		try {
			Files.createDirectory(this.directory,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			this.executable = this.command.find(this.directory);
		}
		catch (IOException ex) {
			return missing(String.valueOf(ex.getMessage()));
		}
		String reason = "";
		for (int attempt = 0; attempt < FIRST_STARTS; attempt++) {
			try {
				int port = freePort();
				warn(start(this.executable, port), this.executable, port);
				return Answer.at(port, this.password);
			}
			catch (IOException ex) {
				reason = String.valueOf(ex.getMessage());
			}
		}
		return missing(this.executable + " does not start: " + reason);
	}

	private static Answer missing(String reason) {
		return new Answer(0, null, reason);
	}

	private void warn(Server server, Path executable, int port) {
		logger.warn(
				"For development only: {} from {} on 127.0.0.1:{} holds the sessions, and {} them when it ends. "
						+ "For production point spring.data.redis.url at a Redis of your own",
				server, executable, port, this.command.isPersistent() ? "keeps" : "forgets");
	}

	/**
	 * Starts a process and waits until it answers.
	 * @throws IOException if it does not
	 */
	private Server start(Path executable, int port) throws IOException, InterruptedException {
		RedisProcess process = RedisProcess.start(this.command, executable, this.directory, port, this.password);
		this.process = process;
		Server server = null;
		try {
			server = this.closed ? null : process.awaitAnswer(this.password, START);
		}
		finally {
			if (server == null) {
				process.end();
			}
		}
		if (server == null) {
			throw new IOException(process.lastWords());
		}
		this.upSince = System.nanoTime();
		Server running = server;
		process.onExit((code) -> execute(() -> exited(process, running, Exit.of(code), port)));
		return server;
	}

	private void exited(RedisProcess process, Server server, Exit exit, int port) {
		if (this.closed) {
			return;
		}
		// in case that it was not Redis which exited but the process that waits for it
		process.end();
		Verdict verdict = decide(exit);
		logger.warn("{} exited with code {}; the sessions in it are {}; {}", server, exit,
				this.command.isPersistent() ? "kept" : "lost", describe(verdict));
		follow(verdict, port);
	}

	private Verdict decide(Exit exit) {
		boolean stable = System.nanoTime() - this.upSince > this.policy.stableAfter().toNanos();
		return this.policy.decide(exit, stable, this.failures, () -> ThreadLocalRandom.current().nextDouble());
	}

	private void follow(Verdict verdict, int port) {
		if (verdict instanceof Verdict.Restart restart) {
			this.failures = restart.failures();
			this.executor.schedule(() -> run(() -> restart(port)), restart.delay().toMillis(), TimeUnit.MILLISECONDS);
		}
		else {
			logger.error("The embedded Redis failed {} times in a row and is given up: no request that needs a "
					+ "session will be answered", this.policy.maxFailures());
		}
	}

	private void restart(int port) throws InterruptedException {
		Path executable = this.executable;
		if (this.closed || executable == null) {
			return;
		}
		try {
			Server server = start(executable, port);
			logger.info("{} runs for development again", server);
		}
		catch (IOException ex) {
			this.upSince = System.nanoTime();
			Verdict verdict = decide(Exit.of(1));
			logger.warn("The embedded Redis does not start: {}; {}", ex.getMessage(), describe(verdict));
			follow(verdict, port);
		}
	}

	private static String describe(Verdict verdict) {
		if (verdict instanceof Verdict.Restart restart) {
			return restart.delay().isZero() ? "restart now" : "restart in " + restart.delay().toMillis() + " ms";
		}
		return "not restarted";
	}

	/**
	 * Ends Redis.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.executor.shutdownNow();
		RedisProcess process = this.process;
		if (process != null) {
			process.end();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private static String randomPassword() {
		byte[] bytes = new byte[PASSWORD_BYTES];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * Where Redis is.
	 *
	 * @param port its port on the loopback interface, or 0 if there is none
	 * @param password its password, or {@code null} if this primary runs none
	 * @param missing why this primary runs none, or {@code null}
	 */
	record Answer(int port, @Nullable String password, @Nullable String missing) {

		static Answer at(int port, String password) {
			return new Answer(port, password, null);
		}

		/**
		 * For logs, which are no place for a password.
		 */
		@Override
		public String toString() {
			return "Answer[port=%d, missing=%s]".formatted(this.port, this.missing);
		}

	}

	/**
	 * Something to do that takes its time.
	 */
	private interface Task {

		void run() throws InterruptedException;

	}

}
