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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.github.clusterboot.ipc.FileTree;

/**
 * A directory of the cache, for one version of an application. Who uses it shares the
 * lock of a file in it, which a process that is killed gives up, too; who removes
 * something has that lock alone. What is not finished has a name that tells so, and is
 * moved into place when it is whole.
 *
 * @param directory the directory
 */
record CacheEntry(Path directory) {

	/**
	 * How many entries are kept, besides those in use and the one to be made.
	 */
	static final int KEPT = 4;

	private static final String LOCK = "cluster.lock";

	private static final String UNFINISHED = "unfinished-";

	/**
	 * Of the lock files, never closed: to close any channel of a file gives up all locks
	 * that a process has on it.
	 */
	private static final Map<Path, FileChannel> channels = new ConcurrentHashMap<>();

	/**
	 * Removes what was not used for longest, and what killed launches have left. All else
	 * in the directory, which somebody has chosen, is not the cache's.
	 */
	static void sweep(Path root) throws IOException {
		List<Path> entries;
		try (Stream<Path> files = Files.list(root)) {
			entries = files.filter((file) -> Files.exists(file.resolve(LOCK)))
				.sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
				.toList();
		}
		entries.forEach((entry) -> new CacheEntry(entry).sweep(entries.indexOf(entry) >= KEPT));
	}

	/**
	 * The directory of the extracted jar.
	 */
	Path application() {
		return this.directory.resolve("app");
	}

	Path unfinished() {
		return this.directory.resolve(UNFINISHED + UUID.randomUUID());
	}

	/**
	 * Notes that this is used, in a region of its own, as those of one process must not
	 * overlap.
	 * @return the note, to be released when it is not used any more
	 */
	FileLock use() throws IOException {
		return channel().lock(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 1, true);
	}

	/**
	 * Waits until no other process places something here.
	 */
	FileLock placing() throws IOException {
		return channel().lock(Long.MAX_VALUE - 1, 1, false);
	}

	private FileChannel channel() throws IOException {
		FileChannel channel = channels.get(this.directory);
		if (channel == null) {
			channel = FileChannel.open(this.directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
			channels.put(this.directory, channel);
		}
		return channel;
	}

	/**
	 * Removes what launches have left unfinished that were killed, unless a launch uses
	 * the entry.
	 * @param all whether to remove the whole entry
	 */
	private void sweep(boolean all) {
		try (FileLock alone = channel().tryLock()) {
			if (alone == null) {
				return;
			}
			try (Stream<Path> files = Files.list(this.directory)) {
				files.filter((file) -> file.getFileName().toString().startsWith(UNFINISHED)).forEach(FileTree::delete);
			}
			if (all) {
				FileTree.delete(this.directory);
				channels.remove(this.directory);
			}
		}
		catch (IOException | OverlappingFileLockException ex) {
			// this process uses it, or another one has just removed it
		}
	}

	/**
	 * Has what is finished written to disk, before it is moved into place: what is there
	 * is whole, even after a loss of power.
	 */
	static void force(Path finished) throws IOException {
		try (Stream<Path> files = Files.walk(finished)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
					channel.force(true);
				}
			}
		}
	}

}
