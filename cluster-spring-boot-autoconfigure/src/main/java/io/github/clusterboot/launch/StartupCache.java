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

package io.github.clusterboot.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
final class StartupCache {

	private static final Logger logger = LoggerFactory.getLogger(StartupCache.class);

	/**
	 * How many jars are kept besides those in use.
	 */
	static final int KEPT = 4;

	private static final int ATTEMPTS = 3;

	private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

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
	 * Opens a cache.
	 * @param root its directory, which nobody else can write to
	 * @param opens packages of the JDK that extracted jars need to be opened
	 */
	StartupCache(Path root, String... opens) {
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
	synchronized CachedJar take(Path file, Check unchanged) throws IOException {
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
		Held held = this.held.get(key);
		if (held == null) {
			FileChannel channel = lock(directory);
			if (channel == null) {
				return null;
			}
			held = new Held(channel);
		}
		try {
			if (isWhole(directory)) {
				CachedJar jar = new CachedJar(this, key, directory, ExtractedJar.of(app(directory).resolve(name)),
						this.writable);
				touch(directory.resolve(LOCK));
				held.users++;
				this.held.put(key, held);
				return jar;
			}
			logger.warn("What the start-up cache has in {} is damaged, and is made again", directory);
		}
		finally {
			if (held.users == 0) {
				held.channel.close();
			}
		}
		if (held.users > 0 || !discard(directory)) {
			throw new IOException(directory + " is damaged and in use");
		}
		return null;
	}

	/**
	 * What is removed before it is locked was found too late.
	 */
	private @Nullable FileChannel lock(Path directory) throws IOException {
		Path lock = directory.resolve(LOCK);
		if (!Files.exists(lock)) {
			return null;
		}
		FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
		try {
			Object key = Files.readAttributes(lock, BasicFileAttributes.class).fileKey();
			channel.lock(0, Long.MAX_VALUE, true);
			if (Files.exists(lock) && String.valueOf(key)
				.equals(String.valueOf(Files.readAttributes(lock, BasicFileAttributes.class).fileKey()))) {
				return channel;
			}
			channel.close();
			return null;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static Path app(Path directory) {
		return directory.resolve("app");
	}

	private static boolean isWhole(Path directory) throws IOException {
		Path files = directory.resolve(FILES);
		if (!Files.exists(files)) {
			return false;
		}
		for (String line : Files.readAllLines(files)) {
			String[] parts = line.split(" ", 2);
			Path file = directory.resolve(parts[1]);
			if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != Long.parseLong(parts[0])) {
				return false;
			}
		}
		return true;
	}

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
		Path unfinished = Files.createTempDirectory(this.root, UNFINISHED);
		try {
			ExtractedJar extracted = ExtractedJar.extract(file, app(unfinished), this.opens);
			unchanged.check();
			List<String> files = new ArrayList<>();
			for (Path each : extracted.classPath()) {
				files.add(Files.size(each) + " " + unfinished.relativize(each));
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
		prune(key);
	}

	/**
	 * Removes what was not used for longest.
	 */
	private void prune(String keep) {
		Map<String, Instant> used = new HashMap<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(this.root)) {
			for (Path directory : directories) {
				String name = directory.getFileName().toString();
				if (KEY.matcher(name).matches()) {
					used.put(name, lastModified(directory.resolve(LOCK)));
				}
				else if ((name.startsWith(UNFINISHED) || name.startsWith(DISCARDED))
						&& lastModified(directory).isBefore(Instant.now().minus(ABANDONED_AFTER))) {
					delete(directory);
				}
			}
			used.keySet().removeAll(this.held.keySet());
			used.remove(keep);
			superfluous(used, KEPT).forEach((name) -> discard(this.root.resolve(name)));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not look for what is too much in {}", this.root, ex);
		}
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
	 */
	private boolean discard(Path directory) {
		Path discarded = this.root.resolve(
				DISCARDED + directory.getFileName() + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
		try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			if (lock == null) {
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

	private synchronized void release(String key) {
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

	/**
	 * Looks whether something still is as it was.
	 */
	interface Check {

		void check() throws IOException;

	}

	private static final class Held {

		private final FileChannel channel;

		private int users;

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
	record CachedJar(StartupCache cache, String key, Path directory, ExtractedJar extracted,
			boolean writable) implements AutoCloseable {

		@Override
		public void close() {
			this.cache.release(this.key);
		}

	}

}
