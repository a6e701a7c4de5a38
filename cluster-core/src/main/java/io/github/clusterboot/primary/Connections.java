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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.Handlers;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.LockMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.WorkerConnections;
import io.github.clusterboot.jvm.WorkerCommand;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * What workers say, on the event loop. Sockets are dealt with here, the rest is for the
 * fleet.
 */
final class Connections implements WorkerConnections {

	private static final Logger logger = LoggerFactory.getLogger(Connections.class);

	private final PrimarySettings settings;

	private final WorkerCommand command;

	private final ListeningSockets sockets;

	private final EventLog log;

	private final Consumer<Event> events;

	private final Map<Integer, MessageChannel> channels = new ConcurrentHashMap<>();

	private final Handlers<Integer, Message> handlers = new Handlers<>();

	private final Map<String, Message.LogLevel> logLevels = new LinkedHashMap<>();

	private final GeneratedPassword password = new GeneratedPassword();

	private final WorkerProcesses processes;

	private final Generations generations;

	Connections(PrimarySettings settings, WorkerCommand command, ListeningSockets sockets, WorkerProcesses processes,
			Generations generations, EventLog log, Consumer<Event> events) {
		this.settings = settings;
		this.command = command;
		this.sockets = sockets;
		this.processes = processes;
		this.generations = generations;
		this.log = log;
		this.events = events;
		handleProgress();
		handleQuestions();
	}

	/**
	 * Has workers told where this Redis is.
	 */
	void tellOf(DevelopmentRedis redis, Path directory) {
		this.handlers.on(Message.RedisQuery.class,
				(worker, query) -> redis.ask(query.request(), directory, (answer) -> send(worker, answer)));
	}

	/**
	 * Has workers given locks.
	 */
	void give(LockDesk locks) {
		this.handlers.on(LockMessage.Wanted.class, locks::wanted);
		this.handlers.on(LockMessage.Released.class, locks::released);
	}

	private void handleProgress() {
		this.handlers.on(Message.Online.class, (worker, online) -> {
			if (this.settings.fleet().standby() > 0) {
				// before the answer to anything that it asks, so that it cannot be ready
				// without knowing
				send(worker, new Message.StandBy());
			}
			this.events.accept((fleet, now) -> fleet.workers().online(worker, now));
		});
		this.handlers.on(Message.Refreshed.class,
				(worker, refreshed) -> this.events.accept((fleet, now) -> fleet.workers().refreshed(worker)));
		this.handlers.on(Message.Ready.class, (worker, ready) -> {
			this.generations.listening(worker);
			this.events.accept((fleet, now) -> fleet.workers().ready(worker, ready.number(), now));
		});
		this.handlers.on(Message.Accepting.class, (worker, accepting) -> {
			this.generations.listening(worker);
			this.events.accept((fleet, now) -> fleet.workers().accepting(worker, now));
		});
		this.handlers.on(Message.Refusing.class,
				(worker, refusing) -> this.events.accept((fleet, now) -> fleet.workers().refusing(worker, now)));
		this.handlers.on(LeaderMessage.Stopped.class, (worker, stopped) -> this.events
			.accept((fleet, now) -> fleet.workers().stoppedLeading(worker, stopped.forGood())));
		this.handlers.on(Message.Heartbeat.class, (worker, vitals) -> this.events
			.accept((fleet, now) -> fleet.workers().heartbeat(worker, vitals, this.command.isRenewalDue(worker), now)));
		this.handlers.on(Message.Broken.class,
				(worker, broken) -> this.events.accept((fleet, now) -> fleet.workers().broken(worker)));
		this.handlers.on(Message.Unclustered.class, (worker, finding) -> this.events
			.accept((fleet, now) -> fleet.workers().unclustered(worker, finding.reason(), finding.running(), now)));
	}

	private void handleQuestions() {
		this.handlers.on(Message.StatusQuery.class, (worker, query) -> {
			List<InetSocketAddress> listeners = this.sockets.addresses();
			String policy = this.settings.schedulingPolicy().toString();
			this.events.accept((fleet, now) -> send(worker,
					new Message.Status(query.request(), fleet.status(primary(now), policy, listeners, now))));
		});
		this.handlers.on(Message.EventsQuery.class, (worker, query) -> this.events
			.accept((fleet, now) -> send(worker, new Message.Events(query.request(), this.log.after(query.after())))));
		this.handlers.on(Message.Subscription.class, (worker, subscription) -> this.events
			.accept((fleet, now) -> this.log.subscribe(worker, (event) -> send(worker, new Message.Happened(event)))));
		this.handlers.on(Message.CountsQuery.class, (worker, query) -> this.events
			.accept((fleet, now) -> send(worker, new Message.Counts(query.request(), fleet.counts()))));
		this.handlers.on(Message.Command.class, (worker, wanted) -> this.events
			.accept((fleet, now) -> send(worker, CommandDesk.handle(wanted, worker, fleet, now))));
		this.handlers.on(Message.PasswordQuery.class, (worker, query) -> send(worker, this.password.answer(query)));
		this.handlers.on(Message.LogLevel.class, (worker, level) -> {
			// the last to be set is the last to be told: a group and a logger of it may
			// differ
			this.logLevels.remove(level.logger());
			this.logLevels.put(level.logger(), level);
			this.channels.values().forEach((channel) -> channel.send(level));
		});
		this.handlers.on(Message.LogLevelsQuery.class,
				(worker, query) -> this.logLevels.values().forEach((level) -> send(worker, level)));
		this.handlers.on(Message.Listen.class, (worker, listen) -> send(worker, this.sockets.listen(listen)));
	}

	private static ClusterStatus.Primary primary(long uptime) {
		ProcessHandle primary = ProcessHandle.current();
		Instant startedAt = primary.info().startInstant().orElse(Instant.EPOCH);
		return new ClusterStatus.Primary(primary.pid(), startedAt, Duration.ofMillis(uptime));
	}

	void send(int worker, Message message) {
		MessageChannel channel = this.channels.get(worker);
		if (channel != null) {
			channel.send(message);
		}
	}

	void close() {
		this.channels.values().forEach(MessageChannel::close);
	}

	@Override
	public OptionalInt workerOf(long pid) {
		return this.processes.workerOf(pid);
	}

	@Override
	public boolean connected(int worker, MessageChannel channel) {
		return this.channels.putIfAbsent(worker, channel) == null;
	}

	@Override
	public void disconnected(int worker) {
		this.channels.remove(worker);
		this.events.accept((fleet, now) -> {
			this.log.unsubscribe(worker);
			fleet.workers().disconnected(worker, now);
		});
	}

	@Override
	public void received(int worker, Message message) {
		if (!this.handlers.handle(worker, message)) {
			logger.warn("Dropped a message of worker {} that is not for a primary: {}", worker, message);
		}
	}

	@Override
	public void wantsHandles(int worker, int listener, HandleSender sender) {
		this.sockets.join(listener, sender);
	}

}
