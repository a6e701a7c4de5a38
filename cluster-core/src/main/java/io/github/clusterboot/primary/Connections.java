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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.WorkerConnections;
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

	private final Map<Class<? extends Message>, BiConsumer<Integer, Message>> handlers = new HashMap<>();

	private final Map<String, Message.LogLevel> logLevels = new LinkedHashMap<>();

	private final GeneratedPassword password = new GeneratedPassword();

	private final WorkerProcesses processes;

	private final Generations generations;

	private volatile @Nullable EmbeddedRedis redis;

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

	private void handleProgress() {
		on(Message.Online.class, (worker, online) -> {
			if (this.settings.fleet().standby() > 0) {
				// before the answer to anything that it asks, so that it cannot be ready
				// without knowing
				send(worker, new Message.StandBy());
			}
			this.events.accept((fleet, now) -> fleet.workers().online(worker, now));
		});
		on(Message.Refreshed.class,
				(worker, refreshed) -> this.events.accept((fleet, now) -> fleet.workers().refreshed(worker)));
		on(Message.Ready.class, (worker, ready) -> {
			this.generations.listening(worker);
			this.events.accept((fleet, now) -> fleet.workers().ready(worker, ready.number(), now));
		});
		on(Message.Accepting.class, (worker, accepting) -> {
			this.generations.listening(worker);
			this.events.accept((fleet, now) -> fleet.workers().accepting(worker, now));
		});
		on(Message.Refusing.class,
				(worker, refusing) -> this.events.accept((fleet, now) -> fleet.workers().refusing(worker)));
		on(Message.Heartbeat.class, (worker, vitals) -> this.events
			.accept((fleet, now) -> fleet.workers().heartbeat(worker, vitals, this.command.isRenewalDue(worker), now)));
		on(Message.Broken.class,
				(worker, broken) -> this.events.accept((fleet, now) -> fleet.workers().broken(worker)));
		on(Message.Unclustered.class, (worker, finding) -> this.events
			.accept((fleet, now) -> fleet.workers().unclustered(worker, finding.reason(), finding.running(), now)));
	}

	private void handleQuestions() {
		on(Message.StatusQuery.class, (worker, query) -> {
			List<InetSocketAddress> listeners = this.sockets.addresses();
			String policy = this.settings.schedulingPolicy().toString();
			this.events.accept((fleet, now) -> send(worker,
					new Message.Status(query.request(), fleet.status(primary(now), policy, listeners, now))));
		});
		on(Message.EventsQuery.class, (worker, query) -> this.events
			.accept((fleet, now) -> send(worker, new Message.Events(query.request(), this.log.after(query.after())))));
		on(Message.CountsQuery.class, (worker, query) -> this.events
			.accept((fleet, now) -> send(worker, new Message.Counts(query.request(), fleet.counts()))));
		on(Message.Command.class, (worker, wanted) -> this.events
			.accept((fleet, now) -> send(worker, CommandDesk.handle(wanted, worker, fleet, now))));
		on(Message.PasswordQuery.class, (worker, query) -> send(worker, this.password.answer(query)));
		on(Message.LogLevel.class, (worker, level) -> {
			// the last to be set is the last to be told: a group and a logger of it may
			// differ
			this.logLevels.remove(level.logger());
			this.logLevels.put(level.logger(), level);
			this.channels.values().forEach((channel) -> channel.send(level));
		});
		on(Message.LogLevelsQuery.class,
				(worker, query) -> this.logLevels.values().forEach((level) -> send(worker, level)));
		on(Message.Listen.class, (worker, listen) -> this.sockets.listen(listen, (answer) -> send(worker, answer)));
		on(Message.RedisQuery.class, (worker, query) -> tellRedis(worker, query.request()));
	}

	private <M extends Message> void on(Class<M> type, BiConsumer<Integer, M> handler) {
		this.handlers.put(type, (worker, message) -> handler.accept(worker, type.cast(message)));
	}

	private static ClusterStatus.Primary primary(long uptime) {
		ProcessHandle primary = ProcessHandle.current();
		Instant startedAt = primary.info().startInstant().orElse(Instant.EPOCH);
		return new ClusterStatus.Primary(primary.pid(), startedAt, Duration.ofMillis(uptime));
	}

	/**
	 * Has workers told where this Redis is.
	 */
	void redis(@Nullable EmbeddedRedis redis) {
		this.redis = redis;
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
		this.events.accept((fleet, now) -> fleet.workers().disconnected(worker, now));
	}

	@Override
	public void received(int worker, Message message) {
		BiConsumer<Integer, Message> handler = this.handlers.get(message.getClass());
		if (handler != null) {
			handler.accept(worker, message);
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
