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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many processes the kernel has killed because there was no memory: those of this
 * process's control group where that is counted, else those of the machine. A worker is
 * in the group of its primary. The files are the kernel's own, so that to read them waits
 * for nothing.
 */
final class OomKills {

	private static final Logger logger = LoggerFactory.getLogger(OomKills.class);

	private static final String FIELD = "oom_kill ";

	/**
	 * How long a process may take to die of it, which has to give all of its memory back.
	 */
	private static final Duration RECENT = Duration.ofSeconds(10);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final List<Path> files;

	private long known;

	private long lookedAt;

	/**
	 * When those were seen that no exit has been ascribed to.
	 */
	private final Deque<Long> unascribed = new ArrayDeque<>();

	/**
	 * Creates the count, from now on.
	 * @param root the root of the file system
	 */
	OomKills(Path root) {
		this.files = files(root);
		this.known = count();
	}

	/**
	 * The files of the control group, of version 2 and 1, the path of which is that of
	 * the host in some containers; then the machine's.
	 */
	private static List<Path> files(Path root) {
		List<Path> files = new ArrayList<>();
		Path groups = root.resolve("sys/fs/cgroup");
		for (String line : lines(root.resolve("proc/self/cgroup"))) {
			String[] group = line.split(":", 3);
			if (group.length == 3) {
				String path = group[2].substring(1);
				if (group[1].isEmpty()) {
					files.add(groups.resolve(path).resolve("memory.events"));
				}
				else if (List.of(group[1].split(",")).contains("memory")) {
					files.add(groups.resolve("memory").resolve(path).resolve("memory.oom_control"));
				}
			}
		}
		files.add(groups.resolve("memory.events"));
		files.add(groups.resolve("memory/memory.oom_control"));
		files.add(root.resolve("proc/vmstat"));
		return files;
	}

	/**
	 * Looks for new ones once a second, so that what was killed long ago, and was none of
	 * the workers, explains nothing that happens later.
	 */
	void look(long now) {
		if (now - this.lookedAt >= INTERVAL.toMillis()) {
			count(now);
		}
	}

	private void count(long now) {
		this.lookedAt = now;
		for (long count = count(); this.known < count; this.known++) {
			this.unascribed.add(now);
		}
		this.unascribed.removeIf((seen) -> now - seen > RECENT.toMillis());
	}

	/**
	 * Whether there was a recent one that no exit has been ascribed to. The kernel counts
	 * before the process is gone.
	 */
	boolean another(long now) {
		count(now);
		return this.unascribed.poll() != null;
	}

	private long count() {
		return this.files.stream()
			.flatMap((file) -> lines(file).stream())
			.filter((line) -> line.startsWith(FIELD))
			.mapToLong((line) -> Long.parseLong(line.substring(FIELD.length()).trim()))
			.findFirst()
			.orElse(0);
	}

	private static List<String> lines(Path file) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.toList();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not read {}", file, ex);
			return List.of();
		}
	}

}
