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

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.FleetEvent;
import io.github.clusterboot.ipc.LoggedEvent;

/**
 * Keeps the last of what happened, and has a line of the log written for each. Not
 * thread-safe.
 */
final class EventLog implements Consumer<FleetEvent> {

	/**
	 * Enough for a crash loop of some slots, and small enough for one message.
	 */
	static final int CAPACITY = 300;

	/**
	 * What failed may say so at any length.
	 */
	private static final int LONGEST_TEXT = 500;

	private static final Logger logger = LoggerFactory.getLogger(Primary.class);

	private final Executor log;

	private final InstantSource clock;

	private final Deque<LoggedEvent> history = new ArrayDeque<>();

	private final Map<Integer, Consumer<LoggedEvent>> subscribers = new LinkedHashMap<>();

	private long lastNumber;

	/**
	 * Creates a log without events.
	 * @param log writes lines, for which nobody waits
	 * @param clock the time of day
	 */
	EventLog(Executor log, InstantSource clock) {
		this.log = log;
		this.clock = clock;
	}

	/**
	 * The events after that of a number, the newest one last.
	 */
	List<LoggedEvent> after(long number) {
		return this.history.stream().filter((event) -> event.number() > number).toList();
	}

	/**
	 * Has a worker told what happens from now on.
	 */
	void subscribe(int worker, Consumer<LoggedEvent> subscriber) {
		this.subscribers.put(worker, subscriber);
	}

	void unsubscribe(int worker) {
		this.subscribers.remove(worker);
	}

	@Override
	public void accept(FleetEvent event) {
		this.log.execute(() -> logger.atLevel(event.level()).log(event.line()));
		if (this.history.size() == CAPACITY) {
			this.history.removeFirst();
		}
		LoggedEvent logged = logged(event);
		this.history.add(logged);
		this.subscribers.values().forEach((subscriber) -> subscriber.accept(logged));
	}

	private LoggedEvent logged(FleetEvent event) {
		Exit exit = event.exit();
		return new LoggedEvent(++this.lastNumber, this.clock.instant(), event.kind().name(), event.slot(),
				event.worker(), event.pid(), event.generation(),
				(exit != null) ? new LoggedEvent.Exit(exit.code(), exit.signal(), event.afterDisconnect()) : null,
				(event.reason() != null) ? shorten(event.reason()) : null, shorten(event.text()));
	}

	private static String shorten(String text) {
		return (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) + "…" : text;
	}

}
