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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of which as many threads take requests as {@link RequestThreadCount} wants. The
 * others sit out: on busy processors, to start and to end threads again and again holds
 * up all others. A thread of its own looks at it every few milliseconds while more
 * requests are there than the smallest pool can take, and sleeps otherwise.
 */
final class RequestThreads extends ThreadPoolExecutor {

	private static final Logger logger = LoggerFactory.getLogger(RequestThreads.class);

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * To look costs some microseconds for each thread; this keeps it at a few hundredths
	 * of a processor.
	 */
	private static final long PAUSE_PER_THREAD = TimeUnit.MICROSECONDS.toNanos(250);

	/**
	 * Between two times that threads are sent to sit out. Where requests compute as well
	 * as wait for something else, there would be too few and too many of them again and
	 * again.
	 */
	private static final long BETWEEN_LEAVING = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long LONGEST_STARTING = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * A look counts for one of so many in the average.
	 */
	private static final int LOOKS = 4;

	/**
	 * Neither few nor many, before the first look.
	 */
	private static final double UNKNOWN = 1.5;

	private final int processors;

	private final int spare;

	private final ProcessorWait processorWait = new ProcessorWait();

	private final Queue queue;

	private final AtomicInteger underWay = new AtomicInteger();

	private final Thread watch;

	private volatile RequestThreadCount count;

	private double competing;

	private long lastLeft = System.nanoTime();

	private volatile boolean resting;

	/**
	 * Whether the next look is far off, as no request waited at the last ones.
	 */
	private volatile boolean dozing;

	/**
	 * How many threads took requests after the last look.
	 */
	private volatile int lastActive;

	private volatile boolean open;

	private volatile boolean failed;

	/**
	 * Creates the pool.
	 * @param name what the name of the thread that looks begins with
	 * @param processors the processors that are this JVM's share
	 * @param spare how many threads there are at first, and remain when there is little
	 * to do
	 * @param max the most threads that there may be
	 * @param idleMillis how long an idle thread beyond the spare ones lives
	 * @param factory makes the threads
	 */
	RequestThreads(String name, int processors, int spare, int max, long idleMillis, ThreadFactory factory) {
		this(name, processors, new RequestThreadCount(processors, max), Math.min(spare, max), idleMillis, new Queue(),
				factory);
	}

	private RequestThreads(String name, int processors, RequestThreadCount count, int spare, long idleMillis,
			Queue queue, ThreadFactory factory) {
		super(Math.max(spare, count.min()), count.max(), idleMillis, TimeUnit.MILLISECONDS, queue);
		this.processors = processors;
		this.spare = getCorePoolSize();
		this.count = count;
		this.queue = queue;
		setThreadFactory((work) -> factory.newThread(() -> this.processorWait.watching(work)));
		this.watch = new Thread(this::watch, name + "-threads");
		this.watch.setDaemon(true);
	}

	/**
	 * Starts the spare threads, and the one that looks.
	 */
	RequestThreads start() {
		try {
			prestartAllCoreThreads();
			this.watch.start();
			return this;
		}
		catch (RuntimeException | Error ex) {
			shutdownNow();
			throw ex;
		}
	}

	/**
	 * Sets the most threads that there may be.
	 */
	synchronized void setMax(int max) {
		RequestThreadCount count = new RequestThreadCount(this.processors, max);
		if (getCorePoolSize() > max) {
			setCorePoolSize(max);
		}
		setMaximumPoolSize(max);
		this.count = count;
		if (getCorePoolSize() < count.min()) {
			setCorePoolSize(count.min());
		}
	}

	@Override
	public void execute(Runnable request) {
		int underWay = this.underWay.incrementAndGet();
		if ((this.resting && underWay > this.count.min()) || (this.dozing && underWay > this.lastActive)) {
			LockSupport.unpark(this.watch);
		}
		Waiting waiting = new Waiting(request, System.nanoTime());
		try {
			super.execute(waiting);
		}
		catch (OutOfMemoryError ex) {
			// no further thread can be had: it waits for one of those that are there
			if (getPoolSize() == 0 || isShutdown() || !this.queue.offer(waiting)) {
				this.underWay.decrementAndGet();
				throw ex;
			}
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
	public void shutdown() {
		super.shutdown();
		LockSupport.unpark(this.watch);
	}

	@Override
	public List<Runnable> shutdownNow() {
		List<Runnable> requests = super.shutdownNow();
		LockSupport.unpark(this.watch);
		return requests;
	}

	/**
	 * Gives all requests a thread that wait for one, and has no request wait from now on.
	 * @param timeout how long to wait for that
	 */
	void open(Duration timeout) {
		synchronized (this) {
			this.open = true;
		}
		long begin = System.nanoTime();
		do {
			try {
				startAll();
			}
			catch (OutOfMemoryError ex) {
				// no further thread can be had: it is for those that are there
				tell(ex);
			}
			LockSupport.parkNanos(this, SHORTEST_PAUSE);
		}
		while (!this.queue.isEmpty() && System.nanoTime() - begin < timeout.toNanos()
				&& !Thread.currentThread().isInterrupted());
	}

	/**
	 * Ends what {@link #open} began.
	 */
	synchronized void limit() {
		this.open = false;
		resize(Math.max(this.spare, this.count.min()));
	}

	/**
	 * The number of threads that take requests, or have one.
	 */
	int active() {
		return getPoolSize() - this.queue.sittingOut();
	}

	/**
	 * Whether requests wait for a thread, and will get none at once.
	 */
	boolean isBehind() {
		return !this.open && !this.queue.isEmpty();
	}

	/**
	 * Whether nobody looks, as there is little to do.
	 */
	boolean isResting() {
		return this.resting;
	}

	/**
	 * Whether a thread could not be started, say.
	 */
	boolean hasFailed() {
		return this.failed;
	}

	private boolean isCalm() {
		return this.underWay.get() <= this.count.min();
	}

	private void watch() {
		long pause = SHORTEST_PAUSE;
		while (!isShutdown()) {
			try {
				if (isCalm()) {
					rest();
					pause = SHORTEST_PAUSE;
				}
				pause(Math.max(pause, PAUSE_PER_THREAD * getPoolSize()), pause >= LONGEST_PAUSE / 2);
				boolean mayWait = !adjust() && this.queue.isEmpty();
				pause = mayWait ? Math.min(2 * pause, LONGEST_PAUSE) : SHORTEST_PAUSE;
			}
			catch (RuntimeException | Error ex) {
				// no memory for a thread, say; there may be some at the next look
				this.resting = false;
				tell(ex);
				pause(LONGEST_PAUSE, false);
			}
		}
	}

	private void pause(long nanos, boolean dozing) {
		// nobody has a reason to interrupt this thread, and it would not pause any more
		Thread.interrupted();
		this.dozing = dozing;
		LockSupport.parkNanos(this, nanos);
		this.dozing = false;
	}

	private void tell(Throwable ex) {
		if (this.failed) {
			return;
		}
		this.failed = true;
		try {
			logger.warn("The number of request threads could not be adjusted", ex);
		}
		catch (RuntimeException | Error again) {
			// then nobody is told, and requests are served all the same
		}
	}

	private void rest() {
		synchronized (this) {
			if (!this.open) {
				// further ones than the spare threads, which have nothing to do for long,
				// end
				resize(Math.max(this.spare, this.count.min()));
				this.queue.callBackAll();
			}
		}
		this.resting = true;
		while (isCalm() && !isShutdown()) {
			LockSupport.park(this);
			Thread.interrupted();
		}
		this.resting = false;
		this.processorWait.average();
		this.competing = UNKNOWN;
	}

	/**
	 * Looks, and has more threads or fewer take requests.
	 * @return whether it did
	 */
	private boolean adjust() {
		int threads = active();
		this.competing += (this.processorWait.average() - this.competing) / LOOKS;
		int next = this.count.next(threads, this.queue.size(), this.queue.age(), this.competing);
		synchronized (this) {
			if (this.open) {
				startAll();
				return false;
			}
			if (next < threads) {
				return sendOut(threads - next);
			}
			grow(next - threads);
		}
		this.lastActive = active();
		return next != threads;
	}

	private boolean sendOut(int threads) {
		long now = System.nanoTime();
		if (now - this.lastLeft < BETWEEN_LEAVING) {
			return false;
		}
		this.lastLeft = now;
		this.queue.sendOut(threads);
		this.lastActive = active() - threads;
		return true;
	}

	/**
	 * Has more threads take requests. New ones are started as long as that is quick:
	 * HotSpot begins no safepoint while a thread is started, and a start lasts until the
	 * thread has had a processor (JDK-8340547).
	 */
	private synchronized void grow(int threads) {
		int missing = threads - this.queue.callBack(threads);
		long begin = System.nanoTime();
		while (missing > 0 && startOne() && System.nanoTime() - begin < LONGEST_STARTING) {
			missing--;
		}
	}

	private boolean startOne() {
		int threads = getPoolSize();
		if (getCorePoolSize() <= threads) {
			// which may start one
			resize(threads + 1);
		}
		return getPoolSize() > threads || prestartCoreThread();
	}

	private synchronized void startAll() {
		this.queue.callBackAll();
		resize(this.count.max());
		boolean started = true;
		while (started && !this.queue.isEmpty() && getPoolSize() < getCorePoolSize()) {
			started = prestartCoreThread();
		}
	}

	private synchronized void resize(int size) {
		int possible = Math.min(size, getMaximumPoolSize());
		if (getCorePoolSize() != possible) {
			setCorePoolSize(possible);
		}
	}

	/**
	 * A request, and since when it is there.
	 */
	private record Waiting(Runnable request, long since) implements Runnable {

		@Override
		public void run() {
			this.request.run();
		}

	}

	/**
	 * The requests that wait for a thread.
	 */
	private static final class Queue extends LinkedBlockingQueue<Runnable> {

		private static final long serialVersionUID = 1L;

		private final AtomicInteger leaving = new AtomicInteger();

		/**
		 * Those that were not called back.
		 */
		private final AtomicInteger sittingOut = new AtomicInteger();

		private final Semaphore calls = new Semaphore(0);

		/**
		 * Has so many threads sit out that come for a request next.
		 */
		void sendOut(int threads) {
			this.leaving.set(threads);
		}

		/**
		 * Has threads come for requests again, and sends no further ones out.
		 * @return how many of them there are
		 */
		int callBack(int threads) {
			this.leaving.set(0);
			int before = this.sittingOut.getAndUpdate((sitting) -> sitting - Math.max(0, Math.min(sitting, threads)));
			int called = Math.max(0, Math.min(before, threads));
			this.calls.release(called);
			return called;
		}

		void callBackAll() {
			callBack(Integer.MAX_VALUE);
		}

		int sittingOut() {
			return Math.max(0, this.sittingOut.get());
		}

		@Override
		public Runnable take() throws InterruptedException {
			sitOutIfAsked();
			return super.take();
		}

		@Override
		public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
			sitOutIfAsked();
			return super.poll(timeout, unit);
		}

		/**
		 * One is counted before it is known whether it has to, lest it is overlooked by
		 * who calls all of them back. Who is called back has a permit, whether it waits
		 * for that or is interrupted.
		 */
		private void sitOutIfAsked() throws InterruptedException {
			if (this.leaving.get() <= 0) {
				return;
			}
			this.sittingOut.incrementAndGet();
			boolean called = false;
			try {
				if (this.leaving.getAndDecrement() > 0) {
					this.calls.acquire();
					called = true;
				}
			}
			finally {
				if (!called && !this.calls.tryAcquire()) {
					this.sittingOut.decrementAndGet();
				}
			}
		}

		/**
		 * How long the first request has waited.
		 */
		Duration age() {
			return (peek() instanceof Waiting first) ? Duration.ofNanos(System.nanoTime() - first.since())
					: Duration.ZERO;
		}

	}

}
