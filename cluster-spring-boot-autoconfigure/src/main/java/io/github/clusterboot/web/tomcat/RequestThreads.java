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

package io.github.clusterboot.web.tomcat;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A pool of request threads of the size that {@link RequestThreadCount} wants. A thread
 * of its own looks at it every few milliseconds while more requests are there than the
 * smallest pool can take, and sleeps otherwise. Tomcat's own pool cannot become smaller
 * while requests wait.
 */
final class RequestThreads extends ThreadPoolExecutor {

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * How long requests that need a processor for long may keep others from the smallest
	 * pool. More threads take longer, as they share the processors.
	 */
	private static final long STALLED = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * A look counts for one of so many in the average.
	 */
	private static final int LOOKS = 4;

	private final RequestThreadCount count;

	private final int spare;

	private final RunnableThreads runnable = new RunnableThreads();

	private final Queue queue;

	private final AtomicInteger underWay = new AtomicInteger();

	private final Thread watch;

	private double running;

	private volatile boolean resting;

	/**
	 * Creates the pool.
	 * @param name what the name of the thread that looks begins with
	 * @param spare how many threads there are while there is little to do
	 * @param max the most threads that there may be
	 * @param idleMillis how long an idle thread beyond the spare ones lives
	 * @param factory makes the threads
	 */
	RequestThreads(String name, int spare, int max, long idleMillis, ThreadFactory factory) {
		this(name, new RequestThreadCount(Runtime.getRuntime().availableProcessors(), max), Math.min(spare, max), max,
				idleMillis, new Queue(), factory);
	}

	private RequestThreads(String name, RequestThreadCount count, int spare, int max, long idleMillis, Queue queue,
			ThreadFactory factory) {
		super(Math.max(spare, count.min()), max, idleMillis, TimeUnit.MILLISECONDS, queue);
		this.spare = getCorePoolSize();
		this.count = count;
		this.queue = queue;
		setThreadFactory((work) -> factory.newThread(() -> this.runnable.counting(work)));
		this.watch = new Thread(this::watch, name + "-threads");
		this.watch.setDaemon(true);
	}

	/**
	 * Starts the spare threads, and the one that looks.
	 */
	RequestThreads start() {
		prestartAllCoreThreads();
		this.watch.start();
		return this;
	}

	@Override
	public void execute(Runnable request) {
		if (this.underWay.incrementAndGet() > this.count.min() && this.resting) {
			LockSupport.unpark(this.watch);
		}
		try {
			super.execute(request);
		}
		catch (RuntimeException | Error ex) {
			this.underWay.decrementAndGet();
			throw ex;
		}
	}

	@Override
	protected void afterExecute(Runnable request, @Nullable Throwable failure) {
		this.underWay.decrementAndGet();
	}

	@Override
	public List<Runnable> shutdownNow() {
		List<Runnable> requests = super.shutdownNow();
		LockSupport.unpark(this.watch);
		return requests;
	}

	/**
	 * Whether nobody looks, as there is little to do.
	 */
	boolean isResting() {
		return this.resting;
	}

	private boolean isCalm() {
		return this.underWay.get() <= this.count.min();
	}

	private void watch() {
		long pause = SHORTEST_PAUSE;
		while (!isShutdown()) {
			if (isCalm()) {
				rest();
				pause = SHORTEST_PAUSE;
			}
			LockSupport.parkNanos(this, pause);
			boolean changed = adjust();
			pause = (changed || this.running < this.count.min()) ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
		}
	}

	private void rest() {
		if (getCorePoolSize() != this.spare) {
			// so that further ones, which have nothing to do for long, end
			setCorePoolSize(this.spare);
		}
		this.resting = true;
		while (isCalm() && !isShutdown()) {
			LockSupport.park(this);
		}
		this.resting = false;
		this.running = this.count.min();
	}

	/**
	 * Makes the pool larger or smaller.
	 * @return whether it does
	 */
	private boolean adjust() {
		int threads = getPoolSize();
		this.running += (this.runnable.count(this.count.enough()) - this.running) / LOOKS;
		int next = this.count.next(threads, this.queue.size(), this.running,
				this.queue.isStalled(STALLED * threads / this.count.min()));
		this.queue.leave(Math.max(0, threads - next));
		if (next != threads) {
			setCorePoolSize(next);
		}
		return next != threads;
	}

	/**
	 * The requests that wait for a thread.
	 */
	private static final class Queue extends LinkedBlockingQueue<Runnable> {

		private static final long serialVersionUID = 1L;

		private final AtomicInteger leaving = new AtomicInteger();

		private transient @Nullable Runnable first;

		private long firstSince;

		/**
		 * Lets so many threads go that come for a request next.
		 */
		void leave(int threads) {
			this.leaving.set(threads);
		}

		/**
		 * Threads come here while there are more than there should be.
		 */
		@Override
		public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
			if (this.leaving.get() > 0 && this.leaving.getAndDecrement() > 0) {
				return null;
			}
			return super.poll(timeout, unit);
		}

		/**
		 * Whether the first request is the same for so long.
		 */
		boolean isStalled(long nanos) {
			Runnable request = peek();
			long now = System.nanoTime();
			if (request != this.first) {
				this.first = request;
				this.firstSince = now;
			}
			return request != null && now - this.firstSince >= nanos;
		}

	}

}
