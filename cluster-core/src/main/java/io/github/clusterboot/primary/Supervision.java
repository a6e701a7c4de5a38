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

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.fleet.Fleet;

/**
 * The loop that supervises the fleet: take one event or wait for the next deadline, note
 * it, and do what is to be done. The queue may be given events by any thread.
 */
final class Supervision implements Consumer<Event> {

	private static final Logger logger = LoggerFactory.getLogger(Supervision.class);

	/**
	 * How often the clock is looked at even when nothing happens.
	 */
	private static final Duration LOOK = Duration.ofSeconds(1);

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final AwakeClock clock = new AwakeClock(System::nanoTime, LOOK.multipliedBy(2));

	private final Executor log;

	private long lookedAt;

	private @Nullable Integer exitCode;

	/**
	 * Creates the loop.
	 * @param log writes lines, for which nobody waits
	 */
	Supervision(Executor log) {
		this.log = log;
	}

	@Override
	public void accept(Event event) {
		this.events.add(event);
	}

	/**
	 * Supervises to the end.
	 * @param effects does what the fleet says is to be done
	 * @param looks is done every second or so
	 * @return the code with which the primary is to exit
	 */
	int run(Fleet fleet, Consumer<Action> effects, LongConsumer looks) {
		while (this.exitCode == null) {
			Event event = next(fleet.nextDeadline());
			long now = this.clock.millis();
			if (event != null) {
				attempt(() -> event.happen(fleet, now));
			}
			if (now - this.lookedAt >= LOOK.toMillis()) {
				this.lookedAt = now;
				attempt(() -> looks.accept(now));
			}
			// after each event, so that no flood of them starves the deadlines
			attempt(() -> fleet.reconcile(now).forEach((action) -> attempt(() -> perform(action, effects))));
		}
		return this.exitCode;
	}

	private void perform(Action action, Consumer<Action> effects) {
		if (action instanceof Action.End end) {
			this.exitCode = end.code();
		}
		else {
			effects.accept(action);
		}
	}

	private @Nullable Event next(OptionalLong deadline) {
		long patience = Math.min(LOOK.toMillis(), Math.max(0, deadline.orElse(Long.MAX_VALUE) - this.clock.millis()));
		try {
			return this.events.poll(patience, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// nobody has a reason to do that, and to end here would kill the workers
			this.log.execute(() -> logger.warn("The primary's thread was interrupted, which is ignored"));
			return null;
		}
	}

	/**
	 * One thing that goes wrong must not end the cluster.
	 */
	private void attempt(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			this.log.execute(() -> logger.error("The primary could not deal with an event", ex));
		}
	}

}
