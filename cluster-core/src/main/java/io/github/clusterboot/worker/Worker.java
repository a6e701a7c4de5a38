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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.Handlers;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Reply;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;

/**
 * This process as a worker: its connection to the primary, and the listeners that the
 * primary shares with it. Thread-safe.
 */
public final class Worker extends PrimaryClient {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private static final Handlers<Worker, Message> handlers = new Handlers<Worker, Message>()
		.on(Message.Disconnect.class,
				(worker, disconnect) -> worker.events.disconnect(worker, Duration.ofMillis(disconnect.timeoutMillis())))
		.on(LeaderMessage.Lead.class, (worker, lead) -> worker.leader.lead())
		.on(LeaderMessage.Stop.class, (worker, stop) -> worker.leader.stop())
		.on(Message.StandBy.class, (worker, standBy) -> worker.listeners.standBy())
		.on(Message.Serve.class, (worker, serve) -> worker.listeners.serve(serve.number()))
		.on(Message.LogLevel.class, (worker, level) -> worker.logLevels.accept(level.logger(), level.level()))
		.on(Message.Happened.class, (worker, happened) -> worker.happened(happened.event()));

	private final MessageChannel primary;

	private final int id;

	private final Path directory;

	private final PrimaryEvents events;

	private final Listeners listeners;

	private final LeaderRole leader = new LeaderRole(this::send);

	private final Mailbox mailbox;

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
		this.listeners = new Listeners(id, this::send, requests(), sockets);
		EventLoopGroup eventLoop = NativeTransport.newEventLoop("cluster-worker");
		this.mailbox = new WorkerMailbox(id, eventLoop, sockets);
		this.primary = MessageChannel.open(eventLoop, sockets, this::received, this::primaryIsGone);
	}

	/**
	 * Tells the primary something.
	 * @param message what is said
	 */
	@Override
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
	 * Whether this worker is the leader, and what it runs as such.
	 * @return the role
	 */
	public LeaderRole leader() {
		return this.leader;
	}

	/**
	 * What this worker sends to others and receives of them.
	 * @return the mailbox
	 */
	public Mailbox mailbox() {
		return this.mailbox;
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

	private void happened(LoggedEvent event) {
		if (event.type().equals("LEADER_CHANGED") && Integer.valueOf(this.id).equals(event.worker())) {
			// those who hear of it may ask at once, before Lead has come
			this.leader.lead();
		}
		this.eventTargets.forEach((target) -> target.accept(event));
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
		List<Drainable> parts = new ArrayList<>(this.listeners.servers());
		parts.add(this.leader);
		if (!new Drain(parts, System::nanoTime).run(timeout)) {
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

	/**
	 * Whether this worker has ever taken connections.
	 * @return whether it has
	 */
	public boolean hasAccepted() {
		return this.listeners.hasAccepted();
	}

	private void primaryIsGone() {
		requests().close();
		this.events.primaryIsGone(this);
	}

	private void received(Message message) {
		if (message instanceof Reply reply) {
			requests().answered(reply);
		}
		else if (!handlers.handle(this, message)) {
			logger.warn("Dropped a message of the primary that is not for a worker: {}", message);
		}
	}

}
