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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.tomcat.util.threads.TaskThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads that give way to the other ones of this process, such as HotSpot's
 * compilers: they are nicer (nice(1)). In Linux each thread has a nice value of its own,
 * and gets that of the thread that starts it (setpriority(2)). Java cannot set it; so
 * renice(1) sets that of one thread, and this one starts all others. There is no way back
 * without privileges: what these threads start is as nice as they are, be it threads or
 * programs. So those that are not to give way any more are new ones, and started by a
 * thread that has never done so.
 * <p>
 * Where it does not work, threads are made all the same. Thread-safe.
 */
final class NiceThreadFactory implements ThreadFactory, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NiceThreadFactory.class);

	private static final Path SELF = Path.of("/proc/thread-self");

	/**
	 * The nicest that a thread can be.
	 */
	static final int NICEST = 19;

	private static final int NICE_VALUE = 19;

	private static final int STATE = 3;

	private static final long TIMEOUT_SECONDS = 2;

	private final String prefix;

	private final boolean daemon;

	private final int priority;

	private final AtomicInteger number = new AtomicInteger();

	private final ExecutorService niceParent;

	private final ExecutorService plainParent;

	private volatile boolean nice = true;

	/**
	 * Creates a factory, which takes some milliseconds.
	 * @param name what the names of threads begin with
	 * @param daemon whether the threads are daemons
	 * @param priority the priority of the threads in Java, which HotSpot ignores in Linux
	 * @param nice how much nicer than the calling thread they are, from 1 to 19
	 */
	NiceThreadFactory(String name, boolean daemon, int priority, int nice) {
		this(name, daemon, priority, nice, "renice");
	}

	NiceThreadFactory(String name, boolean daemon, int priority, int nice, String program) {
		this.prefix = name + "-exec-";
		this.daemon = daemon;
		this.priority = priority;
		this.niceParent = parent(name + "-nice-parent");
		this.plainParent = parent(name + "-parent");
		if (Files.exists(SELF)) {
			CompletableFuture.runAsync(() -> renice(program, nice), this.niceParent).join();
		}
		// starts its thread here rather than where a nice one needs it
		CompletableFuture.runAsync(() -> {
		}, this.plainParent).join();
	}

	private static ExecutorService parent(String name) {
		return Executors.newSingleThreadExecutor((work) -> {
			Thread thread = new Thread(work, name);
			thread.setDaemon(true);
			return thread;
		});
	}

	private static void renice(String program, int nice) {
		try {
			int wanted = Math.min(NICEST, ownNice() + nice);
			String thread = Files.readSymbolicLink(SELF).getFileName().toString();
			String said = run(new ProcessBuilder(program, String.valueOf(wanted), "-p", thread));
			if (ownNice() != wanted) {
				throw new IOException(program + " did not do it " + said);
			}
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			// requests have to be served in any case
			logger.info("Threads that serve requests do not give way to compilers, so that it takes longer until all "
					+ "is compiled: {}", ex.toString());
		}
	}

	private static String run(ProcessBuilder command) throws IOException, InterruptedException {
		Process process = command.redirectErrorStream(true).start();
		try {
			process.getOutputStream().close();
			if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw new IOException(command.command().get(0) + " did not end");
			}
			return "(%d: %s)".formatted(process.exitValue(),
					new String(process.getInputStream().readAllBytes(), Charset.defaultCharset()).strip());
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The nice value of the calling thread.
	 * @return the value
	 * @throws IOException if this system does not tell
	 */
	static int ownNice() throws IOException {
		return nice(Files.readString(SELF.resolve("stat"), StandardCharsets.ISO_8859_1));
	}

	/**
	 * The nice value in {@code /proc/…/stat} (proc_pid_stat(5)), behind a name that may
	 * contain anything.
	 */
	static int nice(String stat) {
		String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
		return Integer.parseInt(fields[NICE_VALUE - STATE]);
	}

	@Override
	public Thread newThread(Runnable work) {
		Thread thread = new NiceThread(work, this.prefix + this.number.incrementAndGet());
		thread.setDaemon(this.daemon);
		thread.setPriority(this.priority);
		// not that of whoever happens to need a thread first, as Tomcat does it
		thread.setContextClassLoader(getClass().getClassLoader());
		return thread;
	}

	/**
	 * Has those that are started later give way to nobody. Those that were started before
	 * stay as they are.
	 */
	void giveWayNoMore() {
		this.nice = false;
	}

	/**
	 * Ends the threads that start the others. Those that are made later are as nice as
	 * who starts them.
	 */
	@Override
	public void close() {
		this.niceParent.shutdown();
		this.plainParent.shutdown();
	}

	private void start(Runnable start) {
		try {
			CompletableFuture.runAsync(start, this.nice ? this.niceParent : this.plainParent).join();
		}
		catch (RejectedExecutionException ex) {
			start.run();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private final class NiceThread extends TaskThread {

		NiceThread(Runnable work, String name) {
			super(null, work, name);
		}

		@Override
		public void start() {
			NiceThreadFactory.this.start(super::start);
		}

	}

}
