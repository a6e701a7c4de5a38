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

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How many threads wait for a processor: those that are watched, and the compilers that
 * this JVM began with. Linux adds up for each thread how long it was ready to run and did
 * not, in nanoseconds, the second number in {@code /proc/pid/task/tid/schedstat}
 * (Documentation/scheduler/sched-stats.rst). Those of all threads, divided by the time
 * that has passed, are the number that waited on average.
 */
final class ProcessorWait {

	private static final Path SELF = Path.of("/proc/thread-self");

	private static final String WAITS = "schedstat";

	/**
	 * What HotSpot's compilers are called.
	 */
	private static final Pattern COMPILER = Pattern.compile("C[12] Comp");

	private final Set<Watched> threads = ConcurrentHashMap.newKeySet();

	private final byte[] buffer = new byte[64];

	private long looked = System.nanoTime();

	/**
	 * Begins with the compilers.
	 */
	ProcessorWait() {
		watchCompilers();
	}

	/**
	 * Whether this system tells. Where it does not count, it says that not even the
	 * calling thread has ever run.
	 */
	static boolean isKnown() {
		try {
			String numbers = Files.readString(SELF.resolve(WAITS));
			return waited(numbers) >= 0 && !numbers.startsWith("0 ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void watchCompilers() {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			threads.forEach(this::watchCompiler);
		}
		catch (IOException | DirectoryIteratorException ex) {
			// then without them
		}
	}

	private void watchCompiler(Path thread) {
		try {
			String name = new String(Files.readAllBytes(thread.resolve("comm")), StandardCharsets.ISO_8859_1);
			if (COMPILER.matcher(name).lookingAt()) {
				this.threads.add(new Watched(thread.resolve(WAITS)));
			}
		}
		catch (IOException ex) {
			// it has just ended
		}
	}

	/**
	 * Watches the calling thread while it does something.
	 */
	void watching(Runnable work) {
		Watched watched = watchThisThread();
		try {
			work.run();
		}
		finally {
			if (watched != null) {
				this.threads.remove(watched);
			}
		}
	}

	/**
	 * Must not fail: the work has to be done in any case.
	 */
	private @Nullable Watched watchThisThread() {
		try {
			Watched watched = new Watched(Path.of("/proc").resolve(Files.readSymbolicLink(SELF)).resolve(WAITS));
			this.threads.add(watched);
			return watched;
		}
		catch (IOException | RuntimeException | Error ex) {
			return null;
		}
	}

	/**
	 * The number of threads that are watched.
	 */
	int watched() {
		return this.threads.size();
	}

	/**
	 * How many threads waited for a processor on average since this was last asked. Not
	 * for several threads at once.
	 */
	double average() {
		long now = System.nanoTime();
		long waited = 0;
		for (Watched thread : this.threads) {
			waited += thread.since(read(thread.file));
		}
		double average = (double) waited / Math.max(1, now - this.looked);
		this.looked = now;
		return average;
	}

	private long read(String path) {
		try (FileInputStream file = new FileInputStream(path)) {
			int length = Math.max(0, file.read(this.buffer));
			return waited(new String(this.buffer, 0, length, StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			// it has ended, or there is no descriptor left
			return -1;
		}
	}

	/**
	 * The second of three numbers.
	 * @return the number, or -1 if there is none
	 */
	static long waited(String schedstat) {
		String[] numbers = schedstat.trim().split(" ");
		try {
			return (numbers.length == 3) ? Long.parseLong(numbers[1]) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	private static final class Watched {

		private final String file;

		private long before = -1;

		Watched(Path file) {
			this.file = file.toString();
		}

		/**
		 * What was added since the last time.
		 */
		long since(long waited) {
			if (waited < 0) {
				return 0;
			}
			long since = (this.before < 0) ? 0 : waited - this.before;
			this.before = waited;
			return since;
		}

	}

}
