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

import org.jspecify.annotations.Nullable;

/**
 * The terminal that this process was started from, if any.
 */
final class Terminal {

	private static final Path STAT = Path.of("/proc/self/stat");

	/**
	 * The field {@code tty_nr} of proc(5), counted behind the name of the program, which
	 * may contain spaces.
	 */
	private static final int TTY = 4;

	/**
	 * A terminal that was closed longer ago has nothing to do with a signal that comes
	 * now: the process was disowned by its shell.
	 */
	private static final Duration JUST_NOW = Duration.ofSeconds(5);

	private volatile @Nullable Long lastSeen;

	Terminal() {
		look();
	}

	/**
	 * Notes whether the terminal is there. To be called every second or so.
	 */
	void look() {
		if (exists()) {
			this.lastSeen = System.nanoTime();
		}
	}

	/**
	 * Whether there was a terminal and it has just been closed. A process gets SIGHUP
	 * then, as it does when somebody sends it one.
	 */
	boolean isJustGone() {
		Long lastSeen = this.lastSeen;
		return lastSeen != null && !exists() && System.nanoTime() - lastSeen < JUST_NOW.toNanos();
	}

	private static boolean exists() {
		try {
			String stat = Files.readString(STAT);
			return !"0".equals(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[TTY]);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

}
