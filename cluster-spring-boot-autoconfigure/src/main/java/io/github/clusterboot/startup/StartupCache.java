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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.FileTree;
import io.github.clusterboot.jvm.GenerationCopy;
import io.github.clusterboot.jvm.JarFiles;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaWorkerCommand;

/**
 * Extracted jars that are kept between launches, each in a directory that is named by its
 * {@linkplain CacheKey key}, with the archives of its classes beside it. A directory is
 * moved into place when it is whole. Several launches may use one cache: what one of them
 * uses is not removed.
 */
public final class StartupCache implements GenerationCopy.Maker {

	private static final Logger logger = LoggerFactory.getLogger(StartupCache.class);

	/**
	 * How many jars are kept besides those in use.
	 */
	static final int KEPT = 4;

	/**
	 * Room that a jar needs, as a multiple of its size: the libraries, which it stores
	 * uncompressed, its classes and an archive of them.
	 */
	private static final int ROOM = 4;

	/**
	 * Another launch may be about to note that it uses what it has found.
	 */
	private static final Duration ABOUT_TO_BE_USED = Duration.ofMinutes(1);

	private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

	private final StartupCacheSettings settings;

	private final JavaCommand java;

	private final int workers;

	private final GenerationCopy.Maker plain = JavaWorkerCommand.plainCopies();

	private @Nullable Path root;

	private volatile @Nullable ScratchDirectory scratch;

	private volatile boolean makesArchives;

	/**
	 * Creates the cache.
	 * @param settings whether and where anything is kept
	 * @param java how workers are started
	 * @param workers how many workers there are at first
	 */
	public StartupCache(StartupCacheSettings settings, JavaCommand java, int workers) {
		this.settings = settings;
		this.java = java;
		this.workers = workers;
	}

	@Override
	public GenerationCopy copy(Path jar, Path directory, List<String> jvmArguments) throws IOException {
		if (!this.settings.enabled() || !ExtractedJar.isExtractable(jar)) {
			return this.plain.copy(jar, directory, jvmArguments);
		}
		try {
			return take(jar, JarFiles.versions(jar), directory.resolveSibling("."), jvmArguments);
		}
		catch (IOException | RuntimeException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			logger.warn("The start-up cache cannot be used, so that workers start more slowly ({})", ex.toString());
			return this.plain.copy(jar, directory, jvmArguments);
		}
	}

	/**
	 * Takes what is kept of a jar, or makes it.
	 * @param versions what the jar was before its key was computed, so that nothing else
	 * is kept under that key
	 */
	GenerationCopy take(Path jar, List<Object> versions, Path own, List<String> jvmArguments) throws IOException {
		Path root = open(own);
		String key = CacheKey.ofJar(jar).toString();
		Path directory = root.resolve(key);
		ScratchDirectory scratch = this.scratch;
		// noted before it is looked for, so that nobody removes what is found
		Path use = (scratch != null) ? scratch.use(key) : null;
		ExtractedJar extracted = find(directory, jar);
		if (extracted == null) {
			if (scratch == null) {
				throw new IOException(root + " cannot be written to");
			}
			extracted = make(root, directory, jar, versions, scratch);
		}
		return cachedCopy(directory, extracted, jvmArguments, () -> {
			if (use != null) {
				FileTree.delete(use);
			}
		});
	}

	private GenerationCopy cachedCopy(Path directory, ExtractedJar extracted, List<String> jvmArguments,
			Runnable removal) {
		ArchiveKind kind = ArchiveKind.of(Runtime.version().feature());
		String key = ArchiveFlags.key(Runtime.getRuntime().availableProcessors(), jvmArguments);
		List<String> command = new ArrayList<>(List.of(this.java.executable()));
		command.addAll(ArchiveFlags.relevant(jvmArguments));
		ScratchDirectory scratch = this.scratch;
		ArchiveMaker maker = (scratch != null && this.makesArchives)
				? new ArchiveMaker(kind, command, extracted.jar(), scratch, scratch.newFile("recording")) : null;
		CachedCopy copy = new CachedCopy(extracted, directory.resolve(key + "." + kind.extension()), kind, maker,
				this.settings.delay(), this.workers == 1, removal);
		if (ArchiveFlags.abortWithoutMemory(jvmArguments)) {
			copy.abortedWithoutMemory();
		}
		return ArchiveFlags.allow(kind, jvmArguments) ? copy : copy.withoutArchive();
	}

	private synchronized Path open(Path own) throws IOException {
		Path root = this.root;
		if (root == null) {
			root = TrustedDirectory.at(this.settings.resolveDirectory(System.getenv(), System.getProperties()), own);
			if (Files.isWritable(root)) {
				// what killed a launch that made one, such as a want of memory, may kill
				// this one
				this.makesArchives = !ScratchDirectory.sweep(root);
				this.scratch = new ScratchDirectory(root);
			}
			this.root = root;
		}
		return root;
	}

	private @Nullable ExtractedJar find(Path directory, Path jar) {
		if (this.scratch != null) {
			touch(directory);
		}
		try {
			ExtractedJar extracted = ExtractedJar.of(app(directory).resolve(jar.getFileName()));
			return extracted.isThere() ? extracted : null;
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("There is nothing whole in {}", directory, ex);
			return null;
		}
	}

	private static void touch(Path directory) {
		try {
			Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
		}
		catch (IOException ex) {
			logger.debug("{} is not there, or another user's", directory, ex);
		}
	}

	private static Path app(Path directory) {
		return directory.resolve("app");
	}

	private ExtractedJar make(Path root, Path directory, Path jar, List<Object> versions, ScratchDirectory scratch)
			throws IOException {
		prune(root, scratch, (root.toFile().getUsableSpace() < ROOM * Files.size(jar)) ? 0 : KEPT);
		Path unfinished = scratch.newFile("extracted");
		try {
			ExtractedJar.extract(jar, app(unfinished));
			if (!versions.equals(JarFiles.versions(jar))) {
				throw new IOException(jar + " changed while it was extracted");
			}
			if (Files.exists(directory) && find(directory, jar) == null) {
				discard(directory, scratch);
			}
			ScratchDirectory.moveInto(directory, unfinished);
		}
		catch (FileSystemException ex) {
			logger.debug("{} could not be made, unless another launch was faster", directory, ex);
			if (find(directory, jar) == null) {
				throw ex;
			}
		}
		finally {
			FileTree.delete(unfinished);
		}
		return ExtractedJar.of(app(directory).resolve(jar.getFileName()));
	}

	/**
	 * Removes what was not used for longest.
	 */
	private static void prune(Path root, ScratchDirectory scratch, int kept) throws IOException {
		Set<String> used = ScratchDirectory.used(root);
		Instant latest = Instant.now().minus(ABOUT_TO_BE_USED);
		try (Stream<Path> directories = Files.list(root)) {
			directories.filter(StartupCache::isEntry)
				.filter((directory) -> !used.contains(directory.getFileName().toString()))
				.sorted(Comparator.comparing(StartupCache::lastUse).reversed())
				.skip(kept)
				.filter((directory) -> lastUse(directory).isBefore(latest))
				.toList()
				.forEach((directory) -> discard(directory, scratch));
		}
	}

	/**
	 * All else in the directory, which somebody has chosen, is not the cache's.
	 */
	private static boolean isEntry(Path directory) {
		return KEY.matcher(directory.getFileName().toString()).matches()
				&& Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
				&& Files.isDirectory(app(directory), LinkOption.NOFOLLOW_LINKS);
	}

	private static Instant lastUse(Path directory) {
		return Instant.ofEpochMilli(directory.toFile().lastModified());
	}

	/**
	 * Moves it away first, so that it is there as a whole or not at all.
	 */
	private static void discard(Path directory, ScratchDirectory scratch) {
		Path discarded = scratch.newFile("discarded");
		try {
			Files.move(directory, discarded, StandardCopyOption.ATOMIC_MOVE);
			FileTree.delete(discarded);
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", directory, ex);
		}
	}

	/**
	 * Waits for nothing: a jar may be about to be extracted.
	 */
	@Override
	public void close() {
		ScratchDirectory scratch = this.scratch;
		if (scratch != null) {
			scratch.close();
		}
	}

}
