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
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.LogLevels;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.PrivateServer;
import io.github.clusterboot.ipc.WorkerConnections;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * The primary process: forks the workers, owns the listening sockets, and replaces what
 * crashes. It serves no requests.
 * <p>
 * Two threads share the work. The one that calls {@link #run()} owns the supervisor and
 * takes what happens from a queue, one thing after the other; forking, which can take
 * long, is done there as well. An event loop owns all sockets.
 */
public final class Primary {

	private static final Logger logger = LoggerFactory.getLogger(Primary.class);

	/**
	 * How often the clock is looked at even when nothing happens.
	 */
	private static final Duration LOOK = Duration.ofSeconds(1);

	/**
	 * How long the end waits for a copy that is given up.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final PrimarySettings settings;

	private final WorkerCommand command;

	private final @Nullable RedisCommand redisCommand;

	private final NativeTransport transport;

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final Map<Integer, WorkerProcess> processes = new ConcurrentHashMap<>();

	private final Map<Integer, MessageChannel> channels = new ConcurrentHashMap<>();

	private final History history = new History(new LoggingJournal(logger), InstantSource.system());

	private final Terminal terminal = new Terminal();

	private final OomKills oomKills = new OomKills(Path.of("/"));

	private final @Nullable CpuBinding cpuBinding;

	private volatile @Nullable EmbeddedRedis redis;

	private @Nullable Integer exitCode;

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
		this.settings = settings;
		this.command = command;
		this.redisCommand = redisCommand;
		this.transport = transport;
		this.cpuBinding = CpuBinding.of(settings);
	}

	/**
	 * Runs the cluster to its end, on the calling thread.
	 * @return the code with which the process is to exit: 143 after SIGTERM, 130 after
	 * SIGINT, 0 where every worker ended with 0 on its own, else 1
	 * @throws IOException if the private sockets cannot be created
	 */
	public int run() throws IOException {
		Runnable unhandleSignals = ControlSignals.handle(new SignalControl(), this.terminal);
		long pid = ProcessHandle.current().pid();
		int workers = this.settings.workers();
		int standby = this.settings.standby();
		logger.info("Primary {} starts {}{}, scheduling policy {}", pid,
				(workers == 1) ? "1 worker" : workers + " workers",
				(standby > 0) ? " and " + standby + " to stand by" : "", this.settings.schedulingPolicy());
		EventLoopGroup eventLoop = this.transport.newEventLoop("cluster-primary");
		try {
			ListeningSockets sockets = new ListeningSockets(this.transport, eventLoop,
					this.settings.schedulingPolicy());
			int code = run(eventLoop, sockets);
			if (this.unclustered != null) {
				unhandleSignals.run();
				Integer signalled = this.signalled;
				if (signalled == null) {
					return code;
				}
				this.unclustered = null;
				code = signalled;
			}
			logger.info("Primary {} ends with exit code {}", pid, code);
			return code;
		}
		catch (RuntimeException | Error ex) {
			logger.error("Primary {} fails; its workers are killed", pid, ex);
			throw ex;
		}
		finally {
			this.processes.values().forEach(WorkerProcess::kill);
			this.channels.values().forEach(MessageChannel::close);
			this.command.close();
			// an event loop that has died would never end
			eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
		}
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

	private int run(EventLoopGroup eventLoop, ListeningSockets sockets) throws IOException {
		try (PrivateServer server = new PrivateServer(this.transport, eventLoop, new Connections(sockets));
				EmbeddedRedis redis = redis(server.directory().path())) {
			this.redis = redis;
			SupervisorEffects effects = new SupervisorEffects(server.directory().path(), eventLoop, sockets);
			Supervisor supervisor = new Supervisor(this.settings, effects, this.history,
					() -> ThreadLocalRandom.current().nextDouble(), InstantSource.system());
			eventLoop.terminationFuture()
				.addListener(
						(ended) -> this.events.add((target, now) -> target.stop(1, "the event loop has ended", now)));
			effects.inBackground(() -> prepareFirstGeneration(server.directory().path()));
			try {
				return supervise(supervisor, effects);
			}
			finally {
				effects.endPreparation();
			}
		}
		finally {
			if (this.cpuBinding != null) {
				this.cpuBinding.close();
			}
			execute(eventLoop, sockets::close);
		}
	}

	private @Nullable EmbeddedRedis redis(Path directory) {
		return (this.redisCommand != null)
				? new EmbeddedRedis(this.redisCommand, this.settings.restart(), directory.resolve("redis")) : null;
	}

	private static void execute(EventLoopGroup eventLoop, Runnable action) {
		try {
			eventLoop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loop has ended", ex);
		}
	}

	private int supervise(Supervisor supervisor, SupervisorEffects effects) {
		AwakeClock clock = new AwakeClock(System::nanoTime, LOOK.multipliedBy(2));
		Integer exitCode = this.exitCode;
		while (exitCode == null) {
			Event event = nextEvent(supervisor.nextDeadline(), clock.millis());
			long now = clock.millis();
			if (event != null) {
				happen(event, supervisor, now);
			}
			// what happened comes before what is overdue: a worker may have done its part
			// while nobody looked
			if (this.events.isEmpty()) {
				happen((target, time) -> effects.lookForExits(), supervisor, now);
				happen((target, time) -> this.oomKills.look(time), supervisor, now);
				happen(Supervisor::tick, supervisor, now);
				happen(this::bindToProcessors, supervisor, now);
			}
			this.terminal.look();
			exitCode = this.exitCode;
		}
		this.unclustered = supervisor.unclustered();
		return exitCode;
	}

	private void bindToProcessors(Supervisor supervisor, long now) {
		if (this.cpuBinding != null) {
			this.cpuBinding.bind(supervisor.workers(), supervisor.wanted(), this.processes, now);
		}
	}

	/**
	 * One thing that goes wrong must not end the cluster.
	 */
	private static void happen(Event event, Supervisor supervisor, long now) {
		try {
			event.happen(supervisor, now);
		}
		catch (RuntimeException | Error ex) {
			logger.error("The primary could not deal with an event", ex);
		}
	}

	private @Nullable Event nextEvent(OptionalLong deadline, long now) {
		long patience = Math.min(LOOK.toMillis(), Math.max(0, deadline.orElse(Long.MAX_VALUE) - now));
		try {
			return this.events.poll(patience, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// nobody has a reason to do that, and to end here would kill the workers
			logger.warn("The primary's thread was interrupted, which is ignored");
			return null;
		}
	}

	/**
	 * What goes wrong there must not keep the supervisor from knowing what happened.
	 */
	private static void tellCommand(Runnable message) {
		try {
			message.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What workers are started from could not be looked after", ex);
		}
	}

	/**
	 * A first generation that cannot be copied runs in place: better a cluster whose jar
	 * must not be overwritten than none.
	 */
	private void prepareFirstGeneration(Path directory) {
		try {
			this.command.prepare(1, directory);
		}
		catch (IOException | RuntimeException | Error ex) {
			if (!Thread.currentThread().isInterrupted()) {
				logger.warn("The application could not be copied to {} and is run in place: do not overwrite it while "
						+ "the cluster runs", directory, ex);
			}
		}
		this.events.add(Supervisor::start);
	}

	private void tellRedis(int worker, int request) {
		EmbeddedRedis redis = this.redis;
		if (redis != null) {
			redis.ask((answer) -> send(worker,
					new Message.Redis(request, answer.port(), answer.password(), answer.missing())));
		}
		else {
			send(worker, new Message.Redis(request, 0, null, "the primary runs none"));
		}
	}

	private void send(int worker, Message message) {
		MessageChannel channel = this.channels.get(worker);
		if (channel != null) {
			channel.send(message);
		}
	}

	/**
	 * Something that happened, to be told to the supervisor.
	 */
	private interface Event {

		void happen(Supervisor supervisor, long now);

	}

	/**
	 * What workers do, on the event loop. Sockets are dealt with here, the rest is for
	 * the supervisor.
	 */
	private final class Connections implements WorkerConnections {

		private final ListeningSockets sockets;

		private final LogLevels logLevels = new LogLevels();

		private final GeneratedPassword password = new GeneratedPassword();

		Connections(ListeningSockets sockets) {
			this.sockets = sockets;
		}

		@Override
		public OptionalInt workerOf(long pid) {
			return Primary.this.processes.entrySet()
				.stream()
				.filter((process) -> process.getValue().pid() == pid)
				.mapToInt(Map.Entry::getKey)
				.findAny();
		}

		@Override
		public boolean connected(int worker, MessageChannel channel) {
			return Primary.this.channels.putIfAbsent(worker, channel) == null;
		}

		@Override
		public void disconnected(int worker) {
			Primary.this.channels.remove(worker);
			Primary.this.events.add((supervisor, now) -> supervisor.disconnected(worker, now));
		}

		@Override
		public void received(int worker, Message message) {
			if (message instanceof Message.Online) {
				if (Primary.this.settings.standby() > 0) {
					// before the answer to anything that it asks, so that it cannot be
					// ready without knowing
					send(worker, new Message.StandBy());
				}
				this.logLevels.all().forEach((level) -> send(worker, level));
				Primary.this.events.add((supervisor, now) -> supervisor.online(worker, now));
			}
			else if (message instanceof Message.Refreshed) {
				Primary.this.events.add((supervisor, now) -> supervisor.refreshed(worker));
			}
			else if (message instanceof Message.Ready ready) {
				Primary.this.events.add((supervisor, now) -> {
					tellCommand(() -> Primary.this.command.listening(worker));
					supervisor.ready(worker, ready.number(), now);
				});
			}
			else if (message instanceof Message.Accepting) {
				Primary.this.events.add((supervisor, now) -> {
					tellCommand(() -> Primary.this.command.listening(worker));
					supervisor.accepting(worker, now);
				});
			}
			else if (message instanceof Message.Refusing) {
				Primary.this.events.add((supervisor, now) -> supervisor.refusing(worker, now));
			}
			else if (message instanceof Message.Heartbeat heartbeat) {
				Primary.this.events.add((supervisor, now) -> supervisor.heartbeat(worker, heartbeat, now));
			}
			else if (message instanceof Message.LogLevel level) {
				this.logLevels.set(level);
				Primary.this.channels.values().forEach((channel) -> channel.send(level));
			}
			else if (message instanceof Message.Broken) {
				Primary.this.events.add((supervisor, now) -> supervisor.broken(worker, now));
			}
			else if (message instanceof Message.Unclustered finding) {
				Primary.this.events
					.add((supervisor, now) -> supervisor.unclustered(worker, finding.reason(), finding.running(), now));
			}
			else if (message instanceof Message.StatusQuery query) {
				List<InetSocketAddress> listeners = this.sockets.addresses();
				Primary.this.events.add((supervisor, now) -> send(worker, new Message.Status(query.request(),
						StatusReport.of(supervisor, Primary.this.settings.schedulingPolicy(), listeners, now))));
			}
			else if (message instanceof Message.EventsQuery query) {
				Primary.this.events.add((supervisor, now) -> send(worker,
						new Message.Events(query.request(), Primary.this.history.after(query.after()))));
			}
			else if (message instanceof Message.CountsQuery query) {
				Primary.this.events.add((supervisor, now) -> send(worker,
						new Message.Counts(query.request(), StatusReport.counts(supervisor))));
			}
			else if (message instanceof Message.Command wanted) {
				Primary.this.events
					.add((supervisor, now) -> send(worker, CommandDesk.handle(wanted, worker, supervisor, now)));
			}
			else if (message instanceof Message.RedisQuery query) {
				tellRedis(worker, query.request());
			}
			else if (message instanceof Message.PasswordQuery query) {
				send(worker, this.password.answer(query));
			}
			else if (message instanceof Message.Listen listen) {
				this.sockets.listen(listen, (bound) -> send(worker, bound), (failed) -> send(worker, failed));
			}
			else {
				logger.warn("Dropped a message of worker {} that is not for a primary: {}", worker, message);
			}
		}

		@Override
		public void wantsHandles(int worker, int listener, HandleSender sender) {
			this.sockets.join(listener, sender);
		}

	}

	/**
	 * Does what the supervisor decides. A worker that is gone already is no error: its
	 * exit is in the queue.
	 */
	private final class SupervisorEffects implements Supervisor.Effects {

		private final Path privateDirectory;

		private final EventLoopGroup eventLoop;

		private final ListeningSockets sockets;

		private boolean listenersClosed;

		private @Nullable Thread preparation;

		SupervisorEffects(Path privateDirectory, EventLoopGroup eventLoop, ListeningSockets sockets) {
			this.privateDirectory = privateDirectory;
			this.eventLoop = eventLoop;
			this.sockets = sockets;
		}

		@Override
		public void fork(int id, int slot, int generation) {
			try {
				WorkerProcess process = WorkerProcess.fork(Primary.this.command, id, slot, generation,
						this.privateDirectory);
				// a JVM takes far longer to connect than this takes to be known
				Primary.this.processes.put(id, process);
				Primary.this.events.add((supervisor, now) -> supervisor.forked(id, process.pid()));
				process.onExit(() -> exited(id, process));
			}
			catch (IOException | RuntimeException | Error ex) {
				// an error too: at a limit of threads or processes that is what Java
				// throws
				Primary.this.events.add((supervisor, now) -> supervisor.notForked(id, ex.toString(), now));
			}
		}

		private void exited(int id, WorkerProcess process) {
			if (!Primary.this.processes.remove(id, process)) {
				return;
			}
			new PrivateDirectory(this.privateDirectory).removeDoor(id);
			Primary.this.events.add((supervisor, now) -> {
				int code = process.exitCode();
				tellCommand(() -> Primary.this.command.exited(id, code));
				supervisor.exited(id, process.isKilled() ? Exit.of(code) : Exit.of(code, Primary.this.oomKills, now),
						now);
			});
		}

		/**
		 * At a limit of threads nobody tells that a process has ended.
		 */
		void lookForExits() {
			Primary.this.processes.forEach((id, process) -> {
				if (!process.isAlive()) {
					exited(id, process);
				}
			});
		}

		@Override
		public void serve(int id, int readiness) {
			send(id, new Message.Serve(readiness));
		}

		/**
		 * Where everything ends, there is no other worker that could take what this one
		 * leaves, so that it first gets what was accepted for it.
		 */
		@Override
		public void disconnect(int id) {
			Message disconnect = new Message.Disconnect(Primary.this.settings.drainTimeout().toMillis());
			if (this.listenersClosed) {
				execute(this.eventLoop, () -> this.sockets.whenHandedOver(() -> send(id, disconnect)));
			}
			else {
				send(id, disconnect);
			}
		}

		@Override
		public void terminate(int id) {
			ifAlive(id, WorkerProcess::terminate);
		}

		@Override
		public void kill(int id) {
			ifAlive(id, WorkerProcess::kill);
		}

		@Override
		public void dumpThreads(int id) {
			ifAlive(id, WorkerProcess::dumpThreads);
		}

		@Override
		public void prepareGeneration(int generation) {
			try {
				inBackground(() -> prepare(generation));
			}
			catch (Error ex) {
				notPrepared(generation, ex.toString());
			}
		}

		/**
		 * On a thread of its own, as the file system may take long or never answer.
		 * Nothing waits for it, the end of this process least of all.
		 */
		private void inBackground(Runnable work) {
			Thread thread = new Thread(work, "cluster-prepare");
			thread.setDaemon(true);
			thread.start();
			this.preparation = thread;
		}

		/**
		 * Has what is being copied given up, and removed if that is done soon.
		 */
		void endPreparation() {
			Thread preparation = this.preparation;
			if (preparation != null) {
				preparation.interrupt();
				try {
					preparation.join(PATIENCE.toMillis());
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

		private void prepare(int generation) {
			try {
				Primary.this.command.prepare(generation, this.privateDirectory);
				Primary.this.events.add((supervisor, now) -> supervisor.prepared(generation, now));
			}
			catch (FileSystemException ex) {
				notPrepared(generation, ex.toString());
			}
			catch (IOException ex) {
				notPrepared(generation, String.valueOf(ex.getMessage()));
			}
			catch (RuntimeException | Error ex) {
				logger.error("Generation {} could not be prepared", generation, ex);
				notPrepared(generation, ex.toString());
			}
		}

		private void notPrepared(int generation, String reason) {
			Primary.this.events.add((supervisor, now) -> supervisor.notPrepared(generation, reason, now));
		}

		@Override
		public void lookForChange(int generation) {
			BooleanSupplier outdated = Primary.this.command.outdated(generation);
			Event changed = (supervisor, now) -> supervisor.changed();
			try {
				inBackground(() -> {
					if (outdated.getAsBoolean()) {
						Primary.this.events.add(changed);
					}
				});
			}
			catch (Error ex) {
				Primary.this.events.add(changed);
			}
		}

		@Override
		public void retainGenerations(Set<Integer> generations) {
			Primary.this.command.retain(generations);
		}

		@Override
		public boolean isRenewalDue(int id) {
			return Primary.this.command.isRenewalDue(id);
		}

		@Override
		public boolean isRecording(int id) {
			return Primary.this.command.isRecording(id);
		}

		@Override
		public boolean crashed(int id) {
			return Primary.this.command.crashed(id);
		}

		@Override
		public void closeListeners() {
			this.listenersClosed = true;
			execute(this.eventLoop, this.sockets::stopAccepting);
		}

		@Override
		public void end(int code) {
			Primary.this.exitCode = code;
		}

		private void ifAlive(int id, Consumer<WorkerProcess> action) {
			WorkerProcess process = Primary.this.processes.get(id);
			if (process != null) {
				action.accept(process);
			}
		}

	}

	/**
	 * Puts what signals want into the queue.
	 */
	private final class SignalControl implements ControlSignals.Control {

		@Override
		public void stop(int exitCode, String reason) {
			Primary.this.signalled = exitCode;
			Primary.this.events.add((supervisor, now) -> supervisor.stop(exitCode, reason, now));
		}

		@Override
		public void interrupt(int exitCode, String reason) {
			Primary.this.signalled = exitCode;
			Primary.this.events.add((supervisor, now) -> {
				if (supervisor.isStopping()) {
					supervisor.kill(reason + " again", now);
				}
				else {
					supervisor.stop(exitCode, reason, now);
				}
			});
		}

		@Override
		public void reload() {
			Primary.this.events.add(Supervisor::reload);
		}

		@Override
		public void scaleBy(int difference) {
			Primary.this.events.add((supervisor, now) -> supervisor.scaleBy(difference, now));
		}

	}

}
