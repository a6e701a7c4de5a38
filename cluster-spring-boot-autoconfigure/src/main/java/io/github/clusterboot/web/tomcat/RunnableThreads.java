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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Threads of this process, and how many of them run or wait for a processor. That is what
 * Linux knows of them (proc(5), {@code /proc/pid/task/tid/stat}): to Java, a thread that
 * waits for a socket is RUNNABLE too.
 */
final class RunnableThreads {

	/**
	 * What HotSpot's compilers are called.
	 */
	private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

	private static final Path SELF = Path.of("/proc/thread-self");

	/**
	 * Enough for the number, the name of 15 characters at most, and the state.
	 */
	private static final int BEGINNING = 64;

	private final Set<Path> stats = ConcurrentHashMap.newKeySet();

	private final List<Path> compilers = compilers();

	private final byte[] buffer = new byte[BEGINNING];

	/**
	 * The compilers that the JVM begins with. Further ones, which it starts on many
	 * processors, are not counted.
	 */
	private static List<Path> compilers() {
		List<Path> stats = new ArrayList<>();
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path thread : threads) {
				if (COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt()) {
					stats.add(thread.resolve("stat"));
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// one of them has ended; the others do as well
		}
		return stats;
	}

	/**
	 * Whether this system can tell.
	 */
	static boolean areKnown() {
		return Files.isReadable(SELF.resolve("stat"));
	}

	/**
	 * Has the calling thread counted while it does something.
	 */
	void counting(Runnable work) {
		Path stat = ofThisThread();
		if (stat == null) {
			work.run();
			return;
		}
		this.stats.add(stat);
		try {
			work.run();
		}
		finally {
			this.stats.remove(stat);
		}
	}

	private static @Nullable Path ofThisThread() {
		try {
			return Path.of("/proc").resolve(Files.readSymbolicLink(SELF)).resolve("stat");
		}
		catch (IOException ex) {
			// out of descriptors, say: a thread that is not counted is taken for a
			// waiting one
			return null;
		}
	}

	/**
	 * Counts. Not for several threads at once.
	 * @param enough where to stop counting
	 * @return the number of threads that run or could, up to that
	 */
	int count(int enough) {
		int count = 0;
		for (Collection<Path> threads : List.of(this.compilers, this.stats)) {
			for (Path thread : threads) {
				if (isRunnable(thread) && ++count == enough) {
					return count;
				}
			}
		}
		return count;
	}

	private boolean isRunnable(Path stat) {
		try (FileInputStream file = new FileInputStream(stat.toString())) {
			int length = file.read(this.buffer);
			return length > 0 && isRunnable(new String(this.buffer, 0, length, StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			// it has ended
			return false;
		}
	}

	/**
	 * Whether the state is R. The name before it, in parentheses, may contain anything.
	 */
	static boolean isRunnable(String stat) {
		int state = stat.lastIndexOf(')') + 2;
		return state < stat.length() && stat.charAt(state) == 'R';
	}

}
