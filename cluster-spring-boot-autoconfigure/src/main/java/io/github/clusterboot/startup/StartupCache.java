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
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Extracted jars that are kept between launches, each in a directory of its own that is
 * named by its {@linkplain CacheKey key}, with the archives of their classes beside them.
 * They are made under another name and moved into place, so that what is in place is
 * whole. A launch holds a shared lock on what it uses; only what nobody uses is removed.
 * <p>
 * Thread-safe, and several launches may use one cache at the same time.
 */
public final class StartupCache {

	private static final Logger logger = LoggerFactory.getLogger(StartupCache.class);

	/**
	 * How many jars are kept besides those in use.
	 */
	static final int KEPT = 4;

	private static final int ATTEMPTS = 3;

	/**
	 * Room that a jar needs, as a multiple of its size: the libraries, which it stores
	 * uncompressed, its classes and an archive of them.
	 */
	private static final int ROOM = 4;

	private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

	private static final Duration ABOUT_TO_BE_USED = Duration.ofMinutes(1);

	/**
	 * Others hold the lock alone only for the blink in which they remove a directory.
	 */
	private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

	private static final Duration LOCK_INTERVAL = Duration.ofMillis(20);

	private static final Pattern KEY = Pattern.compile("\\p{XDigit}{32}");

	private static final String UNFINISHED = ".new-";

	private static final String DISCARDED = ".old-";

	private static final String LOCK = "lock";

	private static final String FILES = "files";

	private final Path root;

	private final boolean writable;

	private final String[] opens;

	/**
	 * The locks that this process holds. They are shared by the users in it: to close any
	 * channel of a file gives up all locks that a process has on it.
	 */
	private final Map<String, Held> held = new HashMap<>();

	/**
	 * Guards the making and removing, which may take long.
	 */
	private final Object taking = new Object();

	/**
	 * Opens a cache.
	 * @param root its directory, which nobody else can write to
	 * @param opens packages of the JDK that extracted jars need to be opened
	 */
	public StartupCache(Path root, String... opens) {
		this.root = root;
		this.writable = Files.isWritable(root);
		this.opens = opens.clone();
	}

	/**
	 * Takes a jar out of the cache, and puts it there before if need be.
	 * @param file an extractable jar
	 * @param unchanged throws an exception if the file has been changed meanwhile
	 * @return the extracted jar, to be closed when nothing runs from it any more
	 * @throws IOException if the file or the cache cannot be used
	 */
	CachedJar take(Path file, Check unchanged) throws IOException {
		synchronized (this.taking) {
			return takeAlone(file, unchanged);
		}
	}

	private CachedJar takeAlone(Path file, Check unchanged) throws IOException {
		String key = CacheKey.ofJar(file, this.opens);
		unchanged.check();
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			CachedJar jar = find(key, file.getFileName());
			if (jar != null) {
				return jar;
			}
			if (!this.writable) {
				throw new IOException(this.root + " cannot be written to");
			}
			make(key, file, unchanged);
		}
		throw new IOException("%s is removed from %s again and again".formatted(key, this.root));
	}

	private @Nullable CachedJar find(String key, Path name) throws IOException {
		Path directory = this.root.resolve(key);
		if (!hold(key, directory)) {
			return null;
		}
		ExtractedJar extracted = null;
		Object lock = fileKey(directory.resolve(LOCK));
		try {
			extracted = findWhole(directory, name);
			if (extracted != null) {
				touch(directory.resolve(FILES));
				return new CachedJar(this, key, directory, extracted, this.writable);
			}
			logger.warn("What the start-up cache has in {} is damaged, and is made again", directory);
		}
		finally {
			if (extracted == null) {
				release(key);
			}
		}
		if (isHeld(key) || !discardDamaged(directory, lock)) {
			throw new IOException(directory + " is damaged and in use");
		}
		return null;
	}

	/**
	 * Another launch may be reading what this one has found damaged, and remove it just
	 * as well.
	 * @param lock which file the lock is of what is damaged
	 */
	private boolean discardDamaged(Path directory, @Nullable Object lock) throws IOException {
		long start = System.nanoTime();
		while (Objects.equals(lock, fileKey(directory.resolve(LOCK))) && !discard(directory, true)) {
			if (System.nanoTime() - start > LOCK_PATIENCE.toNanos()) {
				return false;
			}
			pause(directory);
		}
		return true;
	}

	private static void pause(Path directory) throws IOException {
		try {
			Thread.sleep(LOCK_INTERVAL.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while waiting for " + directory);
		}
	}

	/**
	 * Locks a directory, so that nobody removes it.
	 * @return whether there is one
	 */
	private boolean hold(String key, Path directory) throws IOException {
		long start = System.nanoTime();
		while (true) {
			synchronized (this.held) {
				Held held = this.held.get(key);
				if (held != null) {
					held.users++;
					return true;
				}
				FileChannel channel = tryLock(directory.resolve(LOCK));
				if (channel != null) {
					this.held.put(key, new Held(channel));
					return true;
				}
			}
			if (!Files.exists(directory.resolve(LOCK)) && !restoreLock(directory)) {
				return false;
			}
			if (System.nanoTime() - start > LOCK_PATIENCE.toNanos()) {
				throw new IOException(directory + " is locked by another process");
			}
			pause(directory);
		}
	}

	/**
	 * Nobody reads the file of the lock, or writes to it, so that what removes files
	 * which were not used for long may have removed that one alone. Somebody may still
	 * have that one locked: a directory whose lock is another one is not removed any
	 * more, which its size tells.
	 */
	private static boolean restoreLock(Path directory) {
		if (!Files.isDirectory(directory)) {
			return false;
		}
		Path file = directory.resolve(LOCK + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
		try {
			Files.writeString(file, "restored");
			Files.createLink(directory.resolve(LOCK), file);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			// another launch was faster
			return true;
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.debug("{} has no lock", directory, ex);
			return false;
		}
		finally {
			ArchiveFiles.delete(file);
		}
	}

	/**
	 * What is removed before it is locked was found too late.
	 */
	private static @Nullable FileChannel tryLock(Path lock) throws IOException {
		FileChannel channel;
		try {
			channel = FileChannel.open(lock, StandardOpenOption.READ);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		boolean locked = false;
		try {
			Object key = fileKey(lock);
			locked = channel.tryLock(0, Long.MAX_VALUE, true) != null && key != null && key.equals(fileKey(lock));
			return (locked) ? channel : null;
		}
		finally {
			if (!locked) {
				channel.close();
			}
		}
	}

	private static @Nullable Object fileKey(Path file) throws IOException {
		try {
			return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private boolean isHeld(String key) {
		synchronized (this.held) {
			return this.held.containsKey(key);
		}
	}

	private static Path app(Path directory) {
		return directory.resolve("app");
	}

	/**
	 * Finds the extracted jar, unless something of it is missing, changed or cannot be
	 * read.
	 */
	private static @Nullable ExtractedJar findWhole(Path directory, Path name) {
		try {
			List<String> lines = Files.readAllLines(directory.resolve(FILES));
			for (String line : lines) {
				String[] parts = line.split(" ", 2);
				Path file = directory.resolve(parts[1]);
				if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Fingerprint.of(file).equals(parts[0])) {
					return null;
				}
			}
			return (lines.isEmpty()) ? null : ExtractedJar.of(app(directory).resolve(name));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("{} cannot be read", directory, ex);
			return null;
		}
	}

	/**
	 * Not the lock: to touch a file opens and closes it, which gives up all locks that
	 * this process has on it.
	 */
	private void touch(Path file) {
		try {
			if (this.writable) {
				Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
			}
		}
		catch (IOException ex) {
			logger.debug("Could not touch {}", file, ex);
		}
	}

	private void make(String key, Path file, Check unchanged) throws IOException {
		// before, so that there is room
		prune(key, kept(this.root.toFile().getUsableSpace(), Files.size(file)));
		Path unfinished = Files.createTempDirectory(this.root, UNFINISHED);
		try {
			ExtractedJar extracted = ExtractedJar.extract(file, app(unfinished), this.opens);
			unchanged.check();
			List<String> files = new ArrayList<>();
			for (Path each : extracted.classPath()) {
				files.add(Fingerprint.of(each) + " " + unfinished.relativize(each));
			}
			Files.write(unfinished.resolve(FILES), files);
			Files.createFile(unfinished.resolve(LOCK));
			Files.move(unfinished, this.root.resolve(key), StandardCopyOption.ATOMIC_MOVE);
			logger.debug("{} is kept in {}", file, this.root.resolve(key));
		}
		catch (FileSystemException ex) {
			if (!Files.exists(this.root.resolve(key).resolve(LOCK))) {
				throw ex;
			}
			logger.debug("Another launch was faster to make {}", key, ex);
		}
		finally {
			delete(unfinished);
		}
	}

	/**
	 * Removes what was not used for longest.
	 * @param making what is about to be made
	 * @param kept how much is kept besides that and what this process uses
	 */
	private void prune(String making, int kept) {
		Map<String, Instant> used = new HashMap<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(this.root)) {
			for (Path directory : directories) {
				String name = directory.getFileName().toString();
				if (KEY.matcher(name).matches()) {
					used.put(name, lastModified(directory.resolve(FILES)));
				}
				else if ((name.startsWith(UNFINISHED) || name.startsWith(DISCARDED))
						&& lastModified(directory).isBefore(Instant.now().minus(ABANDONED_AFTER))) {
					delete(directory);
				}
			}
			synchronized (this.held) {
				used.keySet().removeAll(this.held.keySet());
			}
			used.remove(making);
			used.keySet().retainAll(superfluous(used, kept));
			// somebody may be about to lock what has just been made
			Instant settled = Instant.now().minus(ABOUT_TO_BE_USED);
			used.values().removeIf((time) -> !time.isBefore(settled));
			used.keySet().forEach((name) -> discard(this.root.resolve(name), false));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not look for what is too much in {}", this.root, ex);
		}
	}

	/**
	 * Decides how much is kept besides what is in use.
	 * @param usable bytes that can be written
	 * @param jar the size of the jar that is to be extracted
	 * @return the number of jars
	 */
	static int kept(long usable, long jar) {
		return (usable < ROOM * jar) ? 0 : KEPT;
	}

	/**
	 * Decides what is removed.
	 * @param used what there is, and when it was used last
	 * @param kept how much of it is kept
	 * @return what is too much
	 */
	static Set<String> superfluous(Map<String, Instant> used, int kept) {
		return used.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Instant>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.skip(kept)
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static Instant lastModified(Path file) {
		try {
			return Files.getLastModifiedTime(file).toInstant();
		}
		catch (IOException ex) {
			return Instant.EPOCH;
		}
	}

	/**
	 * Removes a directory unless somebody uses it. It gets another name first, so that it
	 * is there as a whole or not at all.
	 * @param damaged whether nobody can start from it any more, so that those do not
	 * matter who may hold a lock that was removed
	 */
	private boolean discard(Path directory, boolean damaged) {
		Path discarded = this.root.resolve(
				DISCARDED + directory.getFileName() + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
		try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			if (lock == null || (!damaged && channel.size() > 0)) {
				return false;
			}
			Files.move(directory, discarded, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | OverlappingFileLockException ex) {
			logger.debug("Could not remove {}", directory, ex);
			return false;
		}
		delete(discarded);
		return true;
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", directory, ex);
		}
	}

	/**
	 * Waits for nothing: the thread that supervises calls this.
	 */
	private void release(String key) {
		synchronized (this.held) {
			Held held = this.held.get(key);
			if (held != null && --held.users == 0) {
				this.held.remove(key);
				try {
					held.channel.close();
				}
				catch (IOException ex) {
					logger.debug("Could not unlock {}", key, ex);
				}
			}
		}
	}

	/**
	 * Looks whether something still is as it was.
	 */
	interface Check {

		void check() throws IOException;

	}

	private static final class Held {

		private final FileChannel channel;

		private int users = 1;

		Held(FileChannel channel) {
			this.channel = channel;
		}

	}

	/**
	 * A jar in the cache, which stays there until it is closed.
	 *
	 * @param cache the cache
	 * @param key the key of the jar
	 * @param directory where archives of its classes are kept
	 * @param extracted the extracted jar
	 * @param writable whether something can be added
	 */
	public record CachedJar(StartupCache cache, String key, Path directory, ExtractedJar extracted,
			boolean writable) implements AutoCloseable {

		/**
		 * The file that this process has locked until this is closed.
		 * @return the file
		 */
		public Path lockFile() {
			return this.directory.resolve(LOCK);
		}

		@Override
		public void close() {
			this.cache.release(this.key);
		}

	}

}
