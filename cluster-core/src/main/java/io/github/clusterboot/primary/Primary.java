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
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Fleet;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateServer;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * The primary process: forks the workers, owns the listening sockets, and replaces what
 * crashes. It serves no requests.
 * <p>
 * The thread that calls {@link #run()} supervises the fleet, an event loop owns all
 * sockets, and what asks the file system or writes the log is done by others.
 */
public final class Primary {

	private static final Logger logger = LoggerFactory.getLogger(Primary.class);

	/**
	 * How long the end waits for lines of the log.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final PrimarySettings settings;

	private final WorkerCommand command;

	private final @Nullable RedisCommand redisCommand;

	private final NativeTransport transport;

	private final IntConsumer halt;

	private final Terminal terminal = new Terminal();

	private final OomKills oomKills = new OomKills(Path.of("/"));

	/**
	 * The exit code that a signal wanted last, also when nobody takes events any more.
	 */
	private volatile @Nullable Integer signalled;

	private @Nullable String unclustered;

	/**
	 * Creates a primary.
	 * @param settings what is wanted
	 * @param command how a worker is started
	 * @param redisCommand how a Redis for development is started when a worker asks for
	 * it, or {@code null} if there is to be none
	 * @param transport the native transport
	 */
	public Primary(PrimarySettings settings, WorkerCommand command, @Nullable RedisCommand redisCommand,
			NativeTransport transport) {
		this(settings, command, redisCommand, transport, Runtime.getRuntime()::halt);
	}

	Primary(PrimarySettings settings, WorkerCommand command, @Nullable RedisCommand redisCommand,
			NativeTransport transport, IntConsumer halt) {
		this.settings = settings;
		this.command = command;
		this.redisCommand = redisCommand;
		this.transport = transport;
		this.halt = halt;
	}

	/**
	 * Runs the cluster to its end, on the calling thread.
	 * @return the code with which the process is to exit: 143 after SIGTERM, 130 after
	 * SIGINT, 0 where every worker ended with 0 on its own, else 1
	 * @throws IOException if the private sockets cannot be created
	 */
	public int run() throws IOException {
		LogQueue log = new LogQueue(logger);
		CompletableFuture<OptionalInt> unread = haltWhenUnread();
		Supervision supervision = new Supervision(log);
		Runnable unhandleSignals = ControlSignals.handle(new SignalControl(supervision), this.terminal);
		long pid = ProcessHandle.current().pid();
		int code = 1;
		log.add(() -> tellStart(pid));
		try {
			code = run(supervision, log);
			if (this.unclustered != null) {
				unhandleSignals.run();
				Integer signalled = this.signalled;
				if (signalled == null) {
					return code;
				}
				this.unclustered = null;
				code = signalled;
			}
			int exitCode = code;
			log.add(() -> logger.info("Primary {} ends with exit code {}", pid, exitCode));
			return code;
		}
		catch (RuntimeException | Error ex) {
			log.add(() -> logger.error("Primary {} fails; its workers are killed", pid, ex));
			throw ex;
		}
		finally {
			boolean done = log.close(PATIENCE) || this.unclustered != null;
			unread.complete(done ? OptionalInt.empty() : OptionalInt.of(code));
		}
	}

	private void tellStart(long pid) {
		int workers = this.settings.fleet().workers();
		int standby = this.settings.fleet().standby();
		logger.info("Primary {} starts {}{}, scheduling policy {}", pid,
				(workers == 1) ? "1 worker" : workers + " workers",
				(standby > 0) ? " and " + standby + " to stand by" : "", this.settings.schedulingPolicy());
	}

	/**
	 * Where nobody reads the log, its own end would wait for that, and the JVM for it.
	 * The thread is there from the start, as there may be no other then.
	 * @return takes the exit code if the JVM is to be halted
	 */
	private CompletableFuture<OptionalInt> haltWhenUnread() {
		CompletableFuture<OptionalInt> unread = new CompletableFuture<>();
		Thread thread = new Thread(() -> unread.join().ifPresent(this::haltSoon), "cluster-halt");
		thread.setDaemon(true);
		thread.start();
		return unread;
	}

	private void haltSoon(int code) {
		try {
			Thread.sleep(PATIENCE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.halt.accept(code);
	}

	/**
	 * Why the application cannot be clustered, as the first worker has found.
	 * @return the reason if that is why {@link #run()} has ended, to be read by people
	 * after {@code "Not clustered: "}, or {@code null}. The signals are then handled as
	 * they were before.
	 */
	public @Nullable String unclustered() {
		return this.unclustered;
	}

	private int run(Supervision supervision, LogQueue log) throws IOException {
		EventLoopGroup eventLoop = this.transport.newEventLoop("cluster-primary");
		ListeningSockets sockets = new ListeningSockets(this.transport, eventLoop, this.settings.schedulingPolicy());
		WorkerProcesses processes = new WorkerProcesses(this.command, this.oomKills, supervision);
		Generations generations = new Generations(this.command, supervision, log);
		EventLog eventLog = new EventLog((event) -> log.add(() -> logger.atLevel(event.level()).log(event.line())),
				InstantSource.system());
		Connections connections = new Connections(this.settings, this.command, sockets, processes, generations,
				eventLog, supervision);
		try (PrivateServer server = new PrivateServer(this.transport, eventLoop, connections);
				EmbeddedRedis redis = redis(server.directory().path())) {
			connections.redis(redis);
			Fleet fleet = new Fleet(this.settings.fleet(), eventLog, () -> ThreadLocalRandom.current().nextDouble(),
					InstantSource.system());
			Effects effects = new Effects(this.settings, server.directory().path(), processes, generations, connections,
					sockets, eventLoop);
			eventLoop.terminationFuture()
				.addListener(
						(ended) -> supervision.accept((target, now) -> target.stop(1, "the event loop has ended")));
			generations.prepareFirst(server.directory().path());
			try {
				int code = supervision.run(fleet, effects, (now) -> {
					processes.lookForExits();
					this.oomKills.look(now);
					this.terminal.look();
				});
				this.unclustered = fleet.unclustered();
				return code;
			}
			finally {
				generations.endPreparation();
				effects.close();
			}
		}
		finally {
			processes.close();
			generations.close();
			connections.close();
			// an event loop that has died would never end
			eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
		}
	}

	private @Nullable EmbeddedRedis redis(Path directory) {
		return (this.redisCommand != null)
				? new EmbeddedRedis(this.redisCommand, this.settings.fleet().restart(), directory.resolve("redis"))
				: null;
	}

	/**
	 * Passes on what signals want.
	 */
	private final class SignalControl implements ControlSignals.Control {

		private final Supervision supervision;

		SignalControl(Supervision supervision) {
			this.supervision = supervision;
		}

		@Override
		public void stop(int exitCode, String reason) {
			Primary.this.signalled = exitCode;
			this.supervision.accept((fleet, now) -> fleet.stop(exitCode, reason));
		}

		@Override
		public void interrupt(int exitCode, String reason) {
			Primary.this.signalled = exitCode;
			this.supervision.accept((fleet, now) -> {
				if (fleet.isStopping()) {
					fleet.hurry(reason + " again", now);
				}
				else {
					fleet.stop(exitCode, reason);
				}
			});
		}

		@Override
		public void reload() {
			this.supervision.accept((fleet, now) -> fleet.reload());
		}

		@Override
		public void scaleBy(int difference) {
			this.supervision.accept((fleet, now) -> fleet.scaleBy(difference));
		}

	}

}
