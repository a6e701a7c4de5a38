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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes as {@code /proc} shows them.
 */
final class Processes {

	private Processes() {
	}

	/**
	 * Whether a process runs: one that is dead but not yet waited for does not.
	 * @param pid the process id
	 * @return whether it runs
	 */
	static boolean isRunning(long pid) {
		String state = state(Path.of("/proc/" + pid));
		return !state.isEmpty() && !"ZX".contains(state);
	}

	static boolean isStopped(long pid) {
		return list(Path.of("/proc/" + pid + "/task")).stream().allMatch((task) -> "T".equals(state(task)));
	}

	/**
	 * The name of what it runs.
	 * @param pid the process
	 * @return the file's name, cut to 15 characters
	 */
	static String name(long pid) {
		return read(Path.of("/proc/" + pid + "/comm")).trim();
	}

	/**
	 * All processes that can be seen.
	 * @return their process ids
	 */
	static Set<Long> all() {
		return ProcessHandle.allProcesses().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	static List<String> commandLine(long pid) {
		return zeroTerminated(Path.of("/proc/" + pid + "/cmdline"));
	}

	static List<String> environment(long pid) {
		return zeroTerminated(Path.of("/proc/" + pid + "/environ"));
	}

	static Set<String> sockets(long pid) {
		Set<String> inodes = new HashSet<>();
		for (Path descriptor : list(Path.of("/proc/" + pid + "/fd"))) {
			try {
				String target = Files.readSymbolicLink(descriptor).toString();
				if (target.startsWith("socket:[")) {
					inodes.add(target.substring("socket:[".length(), target.length() - 1));
				}
			}
			catch (IOException ex) {
				// closed in the meantime
			}
		}
		return inodes;
	}

	static int descriptors(long pid) {
		return list(Path.of("/proc/" + pid + "/fd")).size();
	}

	static long residentMegabytes(long pid) {
		return read(Path.of("/proc/" + pid + "/status")).lines()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * What is mapped into the memory of a process, libraries among it.
	 * @param pid the process
	 * @return the text of the file of this name
	 */
	static String maps(long pid) {
		return read(Path.of("/proc/" + pid + "/maps"));
	}

	/**
	 * On which processors the threads of a process may run.
	 * @param pid the process
	 * @return each list that one or more of them have, such as {@code 0-1}
	 */
	static Set<String> processors(long pid) {
		return list(Path.of("/proc/" + pid + "/task")).stream()
			.flatMap((thread) -> read(thread.resolve("status")).lines())
			.filter((line) -> line.startsWith("Cpus_allowed_list:"))
			.map((line) -> line.substring(line.indexOf(':') + 1).trim())
			.collect(Collectors.toSet());
	}

	static int threads(long pid) {
		return list(Path.of("/proc/" + pid + "/task")).size();
	}

	/**
	 * Runs a command to its end.
	 * @param command the command
	 * @return what it has printed
	 */
	static String run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(List.of(command) + " failed: " + output);
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void signal(String target, String name) {
		try {
			Process kill = new ProcessBuilder("/bin/kill", "-s", name, "--", target).inheritIO().start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + name + " " + target + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String state(Path process) {
		String stat = read(process.resolve("stat"));
		int end = stat.lastIndexOf(')');
		return (end < 0) ? "" : stat.substring(end + 2, end + 3);
	}

	private static List<String> zeroTerminated(Path file) {
		return List.of(read(file).split("\0"));
	}

	static List<Path> list(Path directory) {
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.toList();
		}
		catch (IOException | UncheckedIOException ex) {
			return List.of();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (NoSuchFileException ex) {
			return "";
		}
		catch (IOException ex) {
			// the process ended while it was read
			return "";
		}
	}

}
