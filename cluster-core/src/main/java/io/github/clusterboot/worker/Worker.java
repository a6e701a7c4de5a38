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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterEvent;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Bound;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.Reply;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrimaryConnection;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;

/**
 * This process as a worker: its connection to the primary, and the listeners that the
 * primary shares with it. Thread-safe.
 */
public final class Worker {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	/**
	 * How long somebody who asks about the cluster waits for the primary.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final PrimaryConnection primary;

	private final Path directory;

	private final AtomicInteger lastRequest = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Reply>> requests = new ConcurrentHashMap<>();

	private final Map<Integer, SharedListener> listeners = new LinkedHashMap<>();

	private final Map<Integer, ManagedServer> servers = new LinkedHashMap<>();

	private final Set<Integer> openWhileRefusing = new HashSet<>();

	private final Map<@Nullable String, BitSet> indexesOfPortZero = new HashMap<>();

	private final WantedLogLevels logLevels = new WantedLogLevels();

	private final Vitals vitals = new Vitals(this::servers);

	private volatile boolean primaryIsGone;

	private volatile Runnable onDrainOutOfTime = () -> {
	};

	private boolean ready;

	private int readinesses;

	/**
	 * Whether the primary says when connections are taken. It does so once; from then on
	 * the readiness alone decides.
	 */
	private boolean standingBy;

	private boolean accepting;

	private int acceptances;

	private Worker(NativeTransport transport, Path privateDirectory, PrimaryEvents events) throws IOException {
		this.directory = privateDirectory;
		this.primary = new PrimaryConnection(transport, transport.newEventLoop("cluster-worker"),
				new PrivateDirectory(privateDirectory), (message) -> received(message, events), () -> {
					failRequests();
					events.primaryIsGone(this);
				});
	}

	/**
	 * Connects this process to the primary that forked it.
	 * @param transport the native transport
	 * @param privateDirectory where the primary's sockets are
	 * @param events is told what the primary wants, on a thread that must not be blocked
	 * @return the worker
	 * @throws IOException if the primary cannot be reached
	 */
	public static Worker connect(NativeTransport transport, Path privateDirectory, PrimaryEvents events)
			throws IOException {
		return new Worker(transport, privateDirectory, events);
	}

	/**
	 * Says that this worker is online: it has begun to start the application.
	 */
	public void online() {
		this.primary.send(new Message.Online());
	}

	/**
	 * Says that a context of the application is refreshed.
	 */
	public void refreshed() {
		this.primary.send(new Message.Refreshed());
	}

	/**
	 * Has the primary listen on an address, unless it does so already.
	 * @param address the address that a web server of this worker is configured for
	 * @param backlog the most connections that the kernel holds before they are accepted
	 * @param alsoWhileRefusing whether connections come also while the worker refuses
	 * traffic, once it has accepted it
	 * @param server is drained before this worker exits
	 * @return the listener
	 * @throws BindException if the primary cannot bind the address, or a web server of
	 * this worker uses it already
	 * @throws IOException if the primary is gone
	 */
	public SharedListener listen(InetSocketAddress address, int backlog, boolean alsoWhileRefusing,
			ManagedServer server) throws IOException {
		InetAddress ip = address.getAddress();
		if (ip == null) {
			throw new BindException("Unknown host " + address.getHostString());
		}
		String host = ip.isAnyLocalAddress() ? null : ip.getHostAddress();
		int index = takeIndex(host, address.getPort());
		try {
			Bound bound = bind(host, address.getPort(), index, backlog);
			return share(bound, alsoWhileRefusing, server, () -> released(bound.listener(), host, index));
		}
		catch (IOException ex) {
			giveBackIndex(host, index);
			throw ex;
		}
	}

	private SharedListener share(Bound bound, boolean alsoWhileRefusing, ManagedServer server, Runnable onReleased)
			throws IOException {
		InetSocketAddress local = new InetSocketAddress(InetAddress.getByName(bound.address()), bound.port());
		int number = bound.listener();
		synchronized (this) {
			if (this.listeners.containsKey(number)) {
				throw new BindException("Address already in use");
			}
			SharedListener listener = (bound.policy() == SchedulingPolicy.OS) ? new OsListener(local, this.primary,
					number, AcceptOrder.of(this.directory.resolve("listener-" + number), server, System::nanoTime),
					onReleased) : new RoundRobinListener(local, this.primary, number, server, onReleased);
			this.listeners.put(number, listener);
			this.servers.put(number, server);
			if (alsoWhileRefusing) {
				this.openWhileRefusing.add(number);
			}
			if (this.accepting || (alsoWhileRefusing && this.acceptances > 0)) {
				listener.open();
			}
			return listener;
		}
	}

	private Bound bind(@Nullable String host, int port, int index, int backlog) throws IOException {
		Reply reply = ask((request) -> new Message.Listen(request, host, port, index, backlog), null);
		if (reply instanceof Message.BindFailed failed) {
			throw new BindException(failed.reason());
		}
		return (Bound) reply;
	}

	/**
	 * The directory that the processes of the cluster share. Nobody else can enter it; it
	 * is removed when the primary ends.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @return the state
	 * @throws IOException if the primary is gone or does not answer for some seconds
	 */
	public ClusterStatus status() throws IOException {
		return status(PATIENCE);
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @param patience how long to wait for it
	 * @return the state
	 * @throws IOException if the primary is gone or does not answer in time
	 */
	public ClusterStatus status(Duration patience) throws IOException {
		return ((Message.Status) ask(Message.StatusQuery::new, patience)).status();
	}

	/**
	 * Asks the primary for the cluster in numbers.
	 * @param patience how long to wait for it
	 * @return the numbers
	 * @throws IOException if the primary is gone or does not answer in time
	 */
	public ClusterCounts counts(Duration patience) throws IOException {
		return ((Message.Counts) ask(Message.CountsQuery::new, patience)).counts();
	}

	/**
	 * Asks the primary what has happened in the cluster.
	 * @param after only later events than that of this number are wanted; 0 for all that
	 * the primary still knows
	 * @return the events, the newest one last
	 * @throws IOException if the primary is gone or does not answer for some seconds
	 */
	public List<ClusterEvent> events(long after) throws IOException {
		return ((Message.Events) ask((request) -> new Message.EventsQuery(request, after), PATIENCE)).events();
	}

	/**
	 * Has the primary change the cluster.
	 * @param action what is wanted
	 * @param worker the id of the worker that it is about, if it is about one
	 * @param workers how many workers are wanted, if it is about that
	 * @return what becomes of it
	 * @throws IOException if the primary is gone or does not answer for some seconds
	 */
	public CommandResult command(Action action, @Nullable Integer worker, @Nullable Integer workers)
			throws IOException {
		return (CommandResult) ask((request) -> new Message.Command(request, action, worker, workers), PATIENCE);
	}

	/**
	 * Asks the primary for a Redis for development, which it starts if that was not done
	 * before. Waits for as long as that takes.
	 * @return where it is, or why there is none
	 * @throws IOException if the primary is gone
	 */
	public Message.Redis redis() throws IOException {
		return (Message.Redis) ask(Message.RedisQuery::new, null);
	}

	/**
	 * Asks the primary for the password that all workers give Spring Security's default
	 * user.
	 * @return the password
	 * @throws IOException if the primary is gone or does not answer for some seconds, as
	 * one of an earlier version
	 */
	public Message.Password generatedPassword() throws IOException {
		return (Message.Password) ask(Message.PasswordQuery::new, PATIENCE);
	}

	/**
	 * Has a log level set in all workers, those that are started later included. This
	 * worker is told as well.
	 * @param logger the name of a logger or of a group of loggers
	 * @param level the level, or {@code null} for the one that is inherited
	 */
	public void setLogLevel(String logger, @Nullable String level) {
		this.primary.send(new Message.LogLevel(logger, level));
	}

	/**
	 * Has the log levels applied that are set for all workers: at once those that were
	 * set before, and later ones as they are set, one after the other.
	 * @param target is given the name of a logger or of a group, and the level or
	 * {@code null}; must not block
	 */
	public void applyLogLevels(BiConsumer<String, @Nullable String> target) {
		this.logLevels.applyTo(target);
	}

	private Reply ask(IntFunction<Message> question, @Nullable Duration patience) throws IOException {
		int request = this.lastRequest.incrementAndGet();
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		this.requests.put(request, reply);
		this.primary.send(question.apply(request));
		if (this.primaryIsGone) {
			failRequests();
		}
		try {
			return (patience != null) ? reply.get(patience.toMillis(), TimeUnit.MILLISECONDS) : reply.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("The primary is gone", ex);
		}
		catch (TimeoutException ex) {
			throw new IOException("The primary does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while the primary was asked", ex);
		}
		finally {
			this.requests.remove(request);
		}
	}

	/**
	 * The lowest index that no server of this worker uses: one that is stopped and
	 * started again gets the port that it had.
	 */
	private synchronized int takeIndex(@Nullable String host, int port) {
		if (port != 0) {
			return 0;
		}
		BitSet indexes = this.indexesOfPortZero.computeIfAbsent(host, (key) -> new BitSet());
		int index = indexes.nextClearBit(1);
		indexes.set(index);
		return index;
	}

	private synchronized void giveBackIndex(@Nullable String host, int index) {
		BitSet indexes = this.indexesOfPortZero.get(host);
		if (indexes != null && index != 0) {
			indexes.clear(index);
		}
	}

	private synchronized void released(int listener, @Nullable String host, int index) {
		this.listeners.remove(listener);
		this.servers.remove(listener);
		this.openWhileRefusing.remove(listener);
		giveBackIndex(host, index);
	}

	/**
	 * Takes connections from now on, and tells the primary. A worker that stands by tells
	 * the primary that it could, and takes them when it is told to. One that shares no
	 * port has no place in a cluster.
	 */
	public synchronized void accept() {
		if (this.ready) {
			return;
		}
		if (this.listeners.isEmpty()) {
			this.primary.send(new Message.Unclustered("the application has started without a port to share", true));
			return;
		}
		this.ready = true;
		this.readinesses++;
		if (this.standingBy) {
			this.listeners.values().forEach(SharedListener::prepare);
			this.primary.send(new Message.Ready(this.readinesses));
		}
		else {
			open();
		}
	}

	private synchronized void standBy() {
		this.standingBy = this.acceptances == 0;
	}

	/**
	 * Does what the primary says, unless that is about an earlier time when this worker
	 * was ready.
	 */
	private synchronized void serve(int readiness) {
		if (this.ready && this.readinesses == readiness && !this.accepting) {
			open();
		}
	}

	private void open() {
		this.accepting = true;
		int acceptance = ++this.acceptances;
		CompletableFuture
			.allOf(this.listeners.values().stream().map(SharedListener::open).toArray(CompletableFuture[]::new))
			.thenRun(() -> opened(acceptance));
	}

	private synchronized void opened(int acceptance) {
		if (this.accepting && acceptance == this.acceptances) {
			this.standingBy = false;
			this.primary.send(new Message.Accepting());
		}
	}

	/**
	 * Takes no connections until told otherwise, and tells the primary.
	 */
	public synchronized void refuse() {
		if (!this.ready) {
			return;
		}
		this.ready = false;
		if (this.accepting) {
			this.accepting = false;
			this.listeners.forEach((number, listener) -> {
				if (!this.openWhileRefusing.contains(number)) {
					listener.shut();
				}
			});
		}
		this.primary.send(new Message.Refusing());
	}

	/**
	 * Takes no connections any more, and finishes what was taken.
	 * @param timeout how long the worker may take from here to its exit
	 */
	void drain(Duration timeout) {
		shutAll();
		try {
			if (!new Drain(servers(), System::nanoTime).run(timeout)) {
				this.onDrainOutOfTime.run();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tells the primary that this worker cannot recover and is to be replaced.
	 */
	public void broken() {
		this.primary.send(new Message.Broken());
	}

	/**
	 * Tells the primary that the application cannot be clustered, which ends this
	 * process: does not return.
	 * @param reason why, to be read by people
	 */
	public void endUnclustered(String reason) {
		this.primary.send(new Message.Unclustered(reason, false));
		new CompletableFuture<Void>().join();
	}

	/**
	 * Tells the primary again and again that this worker lives, and how it does. Waits
	 * for nothing: what a heartbeat is made up of takes its time at first.
	 * @param interval the time from one heartbeat to the next
	 */
	public void beat(Duration interval) {
		this.primary.schedule(() -> beatAgain(interval), Duration.ZERO);
	}

	/**
	 * Whether this JVM is warm: it has served many requests, and compiled what it runs.
	 * It notices that if it {@link #beat beats}.
	 * @return whether it is, which then remains so
	 */
	public boolean isWarm() {
		return this.vitals.warm().isDone();
	}

	/**
	 * Has something done when this JVM is {@link #isWarm() warm}.
	 * @param action what is done, at once if it is warm already; must not block
	 */
	public void whenWarm(Runnable action) {
		this.vitals.warm().thenRun(action);
	}

	private void beatAgain(Duration interval) {
		try {
			this.primary.send(this.vitals.heartbeat());
		}
		catch (RuntimeException ex) {
			logger.warn("A heartbeat could not be made up", ex);
		}
		finally {
			this.primary.schedule(() -> beatAgain(interval), interval);
		}
	}

	Vitals vitals() {
		return this.vitals;
	}

	public void onDrainOutOfTime(Runnable action) {
		this.onDrainOutOfTime = action;
	}

	/**
	 * Whether this worker has ever taken connections.
	 */
	synchronized boolean hasAccepted() {
		return this.acceptances > 0;
	}

	private synchronized void shutAll() {
		refuse();
		this.listeners.values().forEach(SharedListener::shut);
	}

	private synchronized List<ManagedServer> servers() {
		return List.copyOf(this.servers.values());
	}

	private void received(Message message, PrimaryEvents events) {
		if (message instanceof Reply reply) {
			this.requests.getOrDefault(reply.request(), new CompletableFuture<>()).complete(reply);
		}
		else if (message instanceof Message.Disconnect disconnect) {
			events.disconnect(this, Duration.ofMillis(disconnect.timeoutMillis()));
		}
		else if (message instanceof Message.StandBy) {
			standBy();
		}
		else if (message instanceof Message.Serve serve) {
			serve(serve.number());
		}
		else if (message instanceof Message.LogLevel level) {
			this.logLevels.set(level);
		}
		else {
			logger.warn("Dropped a message of the primary that is not for a worker: {}", message);
		}
	}

	private void failRequests() {
		this.primaryIsGone = true;
		this.requests.values()
			.forEach((answer) -> answer.completeExceptionally(new IOException("The primary is gone")));
	}

	/**
	 * What the primary does to a worker.
	 */
	public interface PrimaryEvents {

		/**
		 * The worker is to finish what it has accepted and exit with 0.
		 * @param worker the worker
		 * @param timeout how long that may take
		 */
		void disconnect(Worker worker, Duration timeout);

		/**
		 * The primary is gone, and a worker must not outlive it.
		 * @param worker the worker
		 */
		void primaryIsGone(Worker worker);

	}

}
