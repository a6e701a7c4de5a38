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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Whether the kernel has just killed a process because there was no memory: one of this
 * process's control group where that is counted, else one of the machine. A worker is in
 * the group of its primary. The files are the kernel's own, so that to read them waits
 * for nothing.
 */
final class OomKills {

	private static final String FIELD = "oom_kill ";

	/**
	 * How long a process may take to die of it, which has to give all of its memory back.
	 */
	private static final Duration RECENT = Duration.ofSeconds(10);

	private final Path file;

	private long known;

	private @Nullable Long lastSeen;

	/**
	 * Creates the count, from now on.
	 * @param root the root of the file system
	 */
	OomKills(Path root) {
		// in some containers, the path of the group is that of the host
		this.file = Stream
			.of(root + "/sys/fs/cgroup" + group(root) + "/memory.events", root + "/sys/fs/cgroup/memory.events")
			.map(Path::of)
			.filter(Files::exists)
			.findFirst()
			.orElse(root.resolve("proc/vmstat"));
		this.known = count();
	}

	private static String group(Path root) {
		return value(root.resolve("proc/self/cgroup"), "0::");
	}

	/**
	 * Looks for new ones, so that what was killed long ago explains nothing that happens
	 * later.
	 */
	void look(long now) {
		long count = count();
		if (count > this.known) {
			this.lastSeen = now;
		}
		this.known = count;
	}

	boolean isRecent(long now) {
		look(now);
		return this.lastSeen != null && now - this.lastSeen < RECENT.toMillis();
	}

	private long count() {
		String count = value(this.file, FIELD);
		return count.isEmpty() ? 0 : Long.parseLong(count);
	}

	/**
	 * What follows the prefix of a line, or nothing.
	 */
	private static String value(Path file, String prefix) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.startsWith(prefix))
				.map((line) -> line.substring(prefix.length()))
				.findFirst()
				.orElse("");
		}
		catch (IOException ex) {
			return "";
		}
	}

}
