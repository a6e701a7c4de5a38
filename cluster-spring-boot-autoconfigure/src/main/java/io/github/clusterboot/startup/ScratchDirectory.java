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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.clusterboot.ipc.FileTree;

/**
 * Where one launch keeps what is unfinished, and notes what it uses of the cache. It is
 * locked as long as the launch lives, so that others sweep what a killed one has left.
 */
final class ScratchDirectory implements AutoCloseable {

	private static final String UNLOCKED = ".cluster-new-";

	private static final String PREFIX = ".cluster-launch-";

	/**
	 * Longer than a launch takes to lock its directory.
	 */
	private static final Duration LOCKED_BY_THEN = Duration.ofHours(1);

	private static final String LOCK = "lock";

	private static final String USE = "use-";

	/**
	 * What is there as long as an archive is being made.
	 */
	static final String MAKING = "making";

	/**
	 * Those of this process: to close any channel of a file gives up all locks that a
	 * process has on it.
	 */
	private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final FileChannel lock;

	private final AtomicInteger files = new AtomicInteger();

	/**
	 * Creates the directory under another name, so that nobody finds it unlocked.
	 */
	ScratchDirectory(Path cache) throws IOException {
		Path unlocked = Files.createTempDirectory(cache, UNLOCKED);
		this.path = cache.resolve(unlocked.getFileName().toString().replace(UNLOCKED, PREFIX));
		try {
			this.lock = FileChannel.open(unlocked.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			FileTree.delete(unlocked);
			throw ex;
		}
		try {
			this.lock.lock();
			OWN.add(this.path);
			Files.move(unlocked, this.path, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			close();
			FileTree.delete(unlocked);
			throw ex;
		}
	}

	Path path() {
		return this.path;
	}

	/**
	 * A file or directory that is not there yet.
	 */
	Path newFile(String name) {
		return this.path.resolve(name + "-" + this.files.incrementAndGet());
	}

	/**
	 * Notes that something of the cache is used.
	 * @return the note, to be deleted when it is not used any more
	 */
	Path use(String name) throws IOException {
		return Files.createFile(newFile(USE + name));
	}

	/**
	 * What the launches use that live.
	 */
	static Set<String> used(Path cache) throws IOException {
		return directories(cache, PREFIX).stream()
			.flatMap((launch) -> list(launch, USE).stream())
			.map((use) -> use.getFileName().toString())
			.map((name) -> name.substring(USE.length(), name.lastIndexOf('-')))
			.collect(Collectors.toSet());
	}

	/**
	 * Deletes what launches have left that were killed.
	 * @return whether one of them was killed while it made an archive
	 */
	static boolean sweep(Path cache) throws IOException {
		boolean making = false;
		for (Path launch : directories(cache, PREFIX)) {
			if (!OWN.contains(launch) && !isLocked(launch)) {
				making |= !list(launch, MAKING).isEmpty();
				FileTree.delete(launch);
			}
		}
		Instant latest = Instant.now().minus(LOCKED_BY_THEN);
		for (Path unlocked : directories(cache, UNLOCKED)) {
			if (Instant.ofEpochMilli(unlocked.toFile().lastModified()).isBefore(latest)) {
				FileTree.delete(unlocked);
			}
		}
		return making;
	}

	private static boolean isLocked(Path launch) {
		try (FileChannel channel = FileChannel.open(launch.resolve(LOCK), StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			return lock == null;
		}
		catch (IOException ex) {
			return Files.exists(launch.resolve(LOCK));
		}
	}

	/**
	 * Those of launches. All else in the directory, which somebody has chosen, is not
	 * theirs.
	 */
	private static List<Path> directories(Path cache, String prefix) {
		Pattern name = Pattern.compile(Pattern.quote(prefix) + "\\d+");
		return list(cache, prefix).stream()
			.filter((file) -> name.matcher(file.getFileName().toString()).matches())
			.filter((file) -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
			.toList();
	}

	/**
	 * A directory that was just removed has nothing.
	 */
	private static List<Path> list(Path directory, String prefix) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith(prefix)).toList();
		}
		catch (IOException | RuntimeException ex) {
			return List.of();
		}
	}

	/**
	 * Has a file or directory written to disk and moves it: what is in place is whole,
	 * even after a loss of power.
	 */
	static void moveInto(Path place, Path unfinished) throws IOException {
		try (Stream<Path> files = Files.walk(unfinished)) {
			for (Path file : files.toList()) {
				sync(file);
			}
		}
		Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
		sync(place.resolveSibling("."));
	}

	/**
	 * Some file systems refuse that for directories.
	 */
	private static void sync(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			if (!Files.isDirectory(file)) {
				throw ex;
			}
		}
	}

	@Override
	public void close() {
		FileTree.delete(this.path);
		OWN.remove(this.path);
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			// it ends with the process
		}
	}

}
