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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.Reply;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.MessageHandlers;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;

/**
 * This process as a worker: its connection to the primary, and the listeners that the
 * primary shares with it. Thread-safe.
 */
public final class Worker {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final MessageHandlers<Worker> handlers = new MessageHandlers<Worker>()
		.on(Message.Disconnect.class,
				(worker, disconnect) -> worker.events.disconnect(worker, Duration.ofMillis(disconnect.timeoutMillis())))
		.on(Message.StandBy.class, (worker, standBy) -> worker.listeners.standBy())
		.on(Message.Serve.class, (worker, serve) -> worker.listeners.serve(serve.number()))
		.on(Message.LogLevel.class, (worker, level) -> worker.logLevels.accept(level.logger(), level.level()))
		.on(Message.Happened.class,
				(worker, happened) -> worker.eventTargets.forEach((target) -> target.accept(happened.event())));

	private final MessageChannel primary;

	private final int id;

	private final Path directory;

	private final PrimaryEvents events;

	private final Requests requests = new Requests(this::send);

	private final Listeners listeners;

	private volatile BiConsumer<String, @Nullable String> logLevels = (logger, level) -> {
	};

	private final List<Consumer<LoggedEvent>> eventTargets = new CopyOnWriteArrayList<>();

	private final List<Runnable> drainTargets = new CopyOnWriteArrayList<>();

	private volatile Runnable onDrainOutOfTime = () -> {
	};

	/**
	 * Connects this process to the primary that forked it.
	 * @param id the id of this worker
	 * @param directory where the primary's sockets are
	 * @param events is told what the primary wants
	 */
	public Worker(int id, Path directory, PrimaryEvents events) throws IOException {
		this.id = id;
		this.directory = directory;
		this.events = events;
		PrivateDirectory sockets = new PrivateDirectory(directory);
		this.listeners = new Listeners(id, this::send, this.requests, sockets);
		this.primary = MessageChannel.open(NativeTransport.newEventLoop("cluster-worker"), sockets, this::received,
				() -> events.primaryIsGone(this));
	}

	/**
	 * Tells the primary something.
	 * @param message what is said
	 */
	public void send(Message message) {
		this.primary.send(message);
	}

	/**
	 * Has the primary listen on an address, unless it does so already.
	 * @param address the address that a web server of this worker is configured for
	 * @param backlog the most connections that wait to be accepted
	 * @param alsoWhileRefusing whether connections come also while the worker refuses
	 * traffic, once it has accepted it
	 * @param server is drained before this worker exits
	 * @return the listener
	 * @throws BindException if it cannot be bound, or this worker uses it already
	 */
	public SharedListener listen(InetSocketAddress address, int backlog, boolean alsoWhileRefusing,
			ManagedServer server) throws IOException {
		return this.listeners.listen(address, backlog, alsoWhileRefusing, server);
	}

	/**
	 * The id of this worker.
	 * @return the id
	 */
	public int id() {
		return this.id;
	}

	/**
	 * The directory of the cluster's processes, which goes when the primary ends.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @return the state
	 */
	public ClusterStatus status() throws IOException {
		return status(PATIENCE);
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @param patience how long to wait for it
	 * @return the state
	 */
	public ClusterStatus status(Duration patience) throws IOException {
		return ((Message.Status) this.requests.ask(Message.StatusQuery::new, patience)).status();
	}

	/**
	 * Asks the primary for the cluster in numbers.
	 * @param patience how long to wait for it
	 * @return the numbers
	 */
	public ClusterCounts counts(Duration patience) throws IOException {
		return ((Message.Counts) this.requests.ask(Message.CountsQuery::new, patience)).counts();
	}

	/**
	 * Asks the primary what has happened in the cluster.
	 * @param after the number of the last event that is known already; 0 for all
	 * @return the events, the newest one last
	 */
	public List<LoggedEvent> events(long after) throws IOException {
		return ((Message.Events) this.requests.ask((request) -> new Message.EventsQuery(request, after), PATIENCE))
			.events();
	}

	/**
	 * Has the events told that happen in the cluster from now on.
	 * @param target is given each, in their order, on the thread that receives what the
	 * primary says; must not block
	 * @return ends it
	 */
	public Runnable onEvent(Consumer<LoggedEvent> target) {
		this.eventTargets.add(target);
		send(new Message.Subscription());
		return () -> this.eventTargets.remove(target);
	}

	/**
	 * Has the primary change the cluster, without waiting for it.
	 * @param <T> what comes of it
	 * @param action what is wanted
	 * @param worker the worker that it is about, if any
	 * @param workers how many workers are wanted, if it is about that
	 * @param then is given what becomes of it before any event that follows from it, on
	 * the same thread as those; must not block
	 * @return what comes of it
	 */
	public <T> CompletableFuture<T> command(Action action, @Nullable Integer worker, @Nullable Integer workers,
			Function<CommandResult, CompletionStage<T>> then) {
		return this.requests.send((request) -> new Message.Command(request, action, worker, workers), PATIENCE,
				(reply) -> then.apply((CommandResult) reply));
	}

	/**
	 * Asks the primary for the state of the cluster, without waiting for it.
	 * @return the state, on the thread that receives what the primary says
	 */
	public CompletableFuture<ClusterStatus> askStatus() {
		return this.requests.send(Message.StatusQuery::new, PATIENCE,
				(reply) -> CompletableFuture.completedFuture(((Message.Status) reply).status()));
	}

	/**
	 * Has the primary change the cluster.
	 * @param action what is wanted
	 * @param worker the worker that it is about, if any
	 * @param workers how many workers are wanted, if it is about that
	 * @return what becomes of it
	 */
	public CommandResult command(Action action, @Nullable Integer worker, @Nullable Integer workers)
			throws IOException {
		return (CommandResult) this.requests.ask((request) -> new Message.Command(request, action, worker, workers),
				PATIENCE);
	}

	/**
	 * Asks the primary for a Redis for development, and waits until it is started.
	 * @return where it is, or why there is none
	 */
	public Message.Redis redis() throws IOException {
		return (Message.Redis) this.requests.ask(Message.RedisQuery::new, Requests.FOR_AS_LONG_AS_IT_TAKES);
	}

	/**
	 * Asks the primary for the password of Spring Security's default user in all workers.
	 * @return the password
	 */
	public Message.Password generatedPassword() throws IOException {
		return (Message.Password) this.requests.ask(Message.PasswordQuery::new, PATIENCE);
	}

	/**
	 * Has the log levels applied that are set for all workers, earlier ones too.
	 * @param target is given the name of a logger or group and the level; must not block
	 */
	public void applyLogLevels(BiConsumer<String, @Nullable String> target) {
		this.logLevels = target;
		send(new Message.LogLevelsQuery());
	}

	/**
	 * The application is ready: takes connections, unless this worker stands by.
	 */
	public void accept() {
		this.listeners.accept();
	}

	/**
	 * The application is not ready: takes no connections.
	 */
	public void refuse() {
		this.listeners.refuse();
	}

	/**
	 * Takes no connections any more, and finishes what was taken.
	 * @param timeout how long the worker may take from here to its exit
	 */
	void drain(Duration timeout) {
		this.drainTargets.forEach(Runnable::run);
		this.listeners.shut();
		if (!new Drain(this.listeners.servers(), System::nanoTime).run(timeout)) {
			this.onDrainOutOfTime.run();
		}
	}

	/**
	 * Tells the primary that the application cannot be clustered, which ends this
	 * process. Does not return.
	 * @param reason why, to be read by people
	 */
	public void endUnclustered(String reason) {
		send(new Message.Unclustered(reason, false));
		new CompletableFuture<Void>().join();
	}

	/**
	 * Tells the primary again and again how this worker does. Does not wait for the first
	 * time, which takes long.
	 * @param interval the time from one heartbeat to the next
	 */
	public void beat(Duration interval) {
		this.primary.repeat(this::beat, interval);
	}

	/**
	 * What fails this once must not keep the next ones from the primary, which kills a
	 * worker that it does not hear of.
	 */
	private void beat() {
		try {
			send(Vitals.heartbeat(this.listeners.servers()));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A heartbeat could not be made up", ex);
		}
	}

	/**
	 * What is done when the worker begins to drain: a request that waits for the primary
	 * would hold it up.
	 * @param target the action, which must not block
	 * @return ends it
	 */
	public Runnable onDrain(Runnable target) {
		this.drainTargets.add(target);
		return () -> this.drainTargets.remove(target);
	}

	/**
	 * What is done where a drain is out of time.
	 * @param action the action
	 */
	public void onDrainOutOfTime(Runnable action) {
		this.onDrainOutOfTime = action;
	}

	boolean hasAccepted() {
		return this.listeners.hasAccepted();
	}

	private void received(Message message) {
		if (message instanceof Reply reply) {
			this.requests.answered(reply);
		}
		else if (!handlers.handle(this, message)) {
			logger.warn("Dropped a message of the primary that is not for a worker: {}", message);
		}
	}

}
