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
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import io.netty.channel.IoEventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Fleet;
import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateServer;
import io.github.clusterboot.jvm.WorkerCommand;
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
	 * More lines of the log than that do not wait to be written.
	 */
	private static final int LINES = 1000;

	/**
	 * How long the end waits for them.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final PrimarySettings settings;

	private final WorkerCommand command;

	private final DevelopmentRedis redis;

	private final IntConsumer halt;

	private @Nullable String unclustered;

	/**
	 * Creates a primary.
	 * @param settings what is wanted
	 * @param command how a worker is started
	 * @param redis the Redis for development, which is closed when the primary ends
	 */
	public Primary(PrimarySettings settings, WorkerCommand command, DevelopmentRedis redis) {
		this(settings, command, redis, Runtime.getRuntime()::halt);
	}

	Primary(PrimarySettings settings, WorkerCommand command, DevelopmentRedis redis, IntConsumer halt) {
		this.settings = settings;
		this.command = command;
		this.redis = redis;
		this.halt = halt;
	}

	/**
	 * Runs the cluster to its end, on the calling thread.
	 * @return the code with which the process is to exit: 143 after SIGTERM, 130 after
	 * SIGINT, 0 where every worker ended with 0 on its own, else 1
	 * @throws IOException if the private sockets cannot be created
	 */
	public int run() throws IOException {
		ExecutorService log = DaemonThreads.executor("cluster-log", LINES);
		ExecutorService end = DaemonThreads.executor("cluster-end");
		try (ConsoleQueue console = new ConsoleQueue()) {
			int code = 1;
			try {
				code = run(log);
				return code;
			}
			finally {
				finish(log, end, code);
			}
		}
	}

	/**
	 * Waits for what is still to be written. Where that never ends, the end of the log
	 * would not either, and the JVM would wait for it.
	 */
	private void finish(ExecutorService log, ExecutorService end, int code) {
		if (!DaemonThreads.end(log, PATIENCE) && this.unclustered == null) {
			end.execute(() -> {
				if (!DaemonThreads.end(log, PATIENCE)) {
					this.halt.accept(code);
				}
			});
		}
		end.shutdown();
	}

	private int run(Executor log) throws IOException {
		Supervision supervision = new Supervision(log);
		Terminal terminal = new Terminal();
		ControlSignals signals = new ControlSignals(supervision, terminal);
		long pid = ProcessHandle.current().pid();
		signals.handle();
		log.execute(() -> tellStart(pid));
		int code = run(supervision, terminal, log);
		if (this.unclustered != null) {
			signals.restore();
			Integer signalled = signals.exitCode();
			if (signalled == null) {
				return code;
			}
			this.unclustered = null;
			code = signalled;
		}
		int exitCode = code;
		log.execute(() -> logger.info("Primary {} ends with exit code {}", pid, exitCode));
		return code;
	}

	private void tellStart(long pid) {
		int workers = this.settings.fleet().workers();
		int standby = this.settings.fleet().standby();
		logger.info("Primary {} starts {}{}, scheduling policy {}", pid,
				(workers == 1) ? "1 worker" : workers + " workers",
				(standby > 0) ? " and " + standby + " to stand by" : "", this.settings.schedulingPolicy());
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

	private int run(Supervision supervision, Terminal terminal, Executor log) throws IOException {
		OomKills oomKills = new OomKills(Path.of("/"));
		IoEventLoopGroup eventLoop = NativeTransport.newEventLoop("cluster-primary");
		ListeningSockets sockets = new ListeningSockets(eventLoop, this.settings.schedulingPolicy());
		WorkerProcesses processes = new WorkerProcesses(this.command, oomKills, supervision);
		Generations generations = new Generations(this.command, supervision);
		EventLog eventLog = new EventLog(log, InstantSource.system());
		Connections connections = new Connections(this.settings, this.command, sockets, processes, generations,
				eventLog, supervision);
		LockDesk locks = new LockDesk(eventLoop, processes::isAlive, connections::send);
		connections.give(locks);
		processes.onExit(locks::gone);
		try (PrivateServer server = new PrivateServer(eventLoop, connections); DevelopmentRedis redis = this.redis) {
			Path directory = server.directory().path();
			connections.tellOf(redis, directory);
			Fleet fleet = new Fleet(this.settings.fleet(), eventLog, () -> ThreadLocalRandom.current().nextDouble(),
					InstantSource.system());
			Effects effects = new Effects(directory, processes, generations, connections, sockets, eventLoop);
			eventLoop.terminationFuture()
				.addListener(
						(ended) -> supervision.accept((target, now) -> target.stop(1, "the event loop has ended")));
			generations.prepare(Generations.FIRST, directory);
			try {
				int code = supervision.run(fleet, effects, (now) -> {
					oomKills.look(now);
					terminal.look();
				});
				this.unclustered = fleet.unclustered();
				return code;
			}
			finally {
				processes.close();
				generations.close();
				effects.close();
			}
		}
		finally {
			connections.close();
			// an event loop that has died would never end
			eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
		}
	}

}
