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

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a worker's process ends when the primary wants it to, or is gone. The end itself is
 * {@link System#exit}, on a thread of its own: it runs the application's shutdown hooks,
 * which may need the event loop.
 */
public final class WorkerEnd implements PrimaryEvents {

	/**
	 * For the end that the primary wants, one by SIGTERM meanwhile, the loss of the
	 * primary, and to halt where all of these hang.
	 */
	private static final int THREADS = 4;

	private static final Logger logger = LoggerFactory.getLogger(WorkerEnd.class);

	private static final int ORPHANED = 1;

	private static final int TERMINATED = 143;

	/**
	 * How long a worker whose primary is gone may take to finish its requests. Somebody
	 * may have started the application anew by then.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/**
	 * How long after that it is halted, as nobody else would do it.
	 */
	private static final Duration HALT_AFTER = PATIENCE.multipliedBy(2);

	private final AtomicBoolean ending = new AtomicBoolean();

	private final AtomicBoolean exiting = new AtomicBoolean();

	private final ScheduledThreadPoolExecutor threads;

	private final IntConsumer exit;

	private final IntConsumer halt;

	private final Duration haltAfter;

	/**
	 * Creates the end of this process. Its threads wait from now on: a process may be at
	 * its limit of threads when it is to end.
	 */
	public WorkerEnd() {
		this(new DefaultThreadFactory("cluster-end", true), System::exit, Runtime.getRuntime()::halt, HALT_AFTER);
	}

	WorkerEnd(ThreadFactory factory, IntConsumer exit, IntConsumer halt, Duration haltAfter) {
		this.threads = new ScheduledThreadPoolExecutor(THREADS, factory);
		this.threads.prestartAllCoreThreads();
		this.exit = exit;
		this.halt = halt;
		this.haltAfter = haltAfter;
	}

	@Override
	public void disconnect(Worker worker, Duration timeout) {
		this.ending.set(true);
		this.threads.execute(() -> exit(0, () -> worker.drain(timeout)));
	}

	/**
	 * Somebody has sent SIGTERM. A worker that drains already, or has nothing to drain,
	 * ends at once. One that exits already goes on with that.
	 * @param worker the worker
	 * @param drainTimeout how long it may take to drain
	 */
	void terminate(Worker worker, Duration drainTimeout) {
		if (this.exiting.get()) {
			return;
		}
		boolean drain = !this.ending.getAndSet(true) && worker.hasAccepted();
		this.threads.execute(() -> exit(TERMINATED, () -> {
			if (drain) {
				worker.drain(drainTimeout);
			}
		}));
	}

	@Override
	public void primaryIsGone(Worker worker) {
		this.ending.set(true);
		this.threads.schedule(() -> this.halt.accept(ORPHANED), this.haltAfter.toMillis(), TimeUnit.MILLISECONDS);
		this.threads.execute(() -> exit(ORPHANED, () -> {
			logger.error("The connection to the primary is lost; this worker ends");
			worker.drain(PATIENCE);
		}));
	}

	private void exit(int code, Runnable before) {
		try {
			before.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("This worker ends without having finished what it has accepted", ex);
		}
		if (this.exiting.getAndSet(true)) {
			return;
		}
		try {
			this.exit.accept(code);
		}
		catch (RuntimeException | Error ex) {
			// such as that a thread for what is to be done at the end cannot be had
			this.halt.accept(code);
		}
	}

}
