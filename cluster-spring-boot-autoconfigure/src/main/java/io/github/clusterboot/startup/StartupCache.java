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
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.FileTree;
import io.github.clusterboot.jvm.GenerationCopy;
import io.github.clusterboot.jvm.JarFiles;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaWorkerCommand;

/**
 * Extracted jars that are kept between launches, each in an {@linkplain CacheEntry entry}
 * that is named by what is in the jar, with the archives of its classes beside it.
 *
 * @param settings whether and where anything is kept
 * @param java how workers are started
 * @param workers how many workers there are at first
 */
public record StartupCache(StartupCacheSettings settings, JavaCommand java,
		int workers) implements GenerationCopy.Maker {

	private static final Logger logger = LoggerFactory.getLogger(StartupCache.class);

	/**
	 * Changes when the form of what is kept does.
	 */
	private static final String FORMAT = "4";

	@Override
	public GenerationCopy copy(Path jar, Path directory, List<String> jvmArguments) throws IOException {
		if (this.settings.enabled() && ExtractedJar.isExtractable(jar)) {
			try {
				return take(jar, directory.resolveSibling("."), jvmArguments);
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("The start-up cache cannot be used, so that workers start more slowly ({})", ex.toString());
			}
		}
		return JavaWorkerCommand.plainCopies().copy(jar, directory, jvmArguments);
	}

	/**
	 * Takes what is kept of a jar, or makes it.
	 */
	private GenerationCopy take(Path jar, Path own, List<String> jvmArguments) throws IOException {
		Path root = TrustedDirectory.at(this.settings.resolveDirectory(), own);
		String key = key(jar);
		CacheEntry entry = new CacheEntry(root.resolve(key));
		Path extracted = entry.application().resolve(jar.getFileName());
		Runnable removal = () -> {
		};
		if (Files.isWritable(root)) {
			Files.createDirectories(entry.directory());
			Files.setLastModifiedTime(entry.directory(), FileTime.from(Instant.now()));
			CacheEntry.sweep(root);
			FileLock use = entry.use();
			removal = () -> release(use);
			if (!ExtractedJar.isWhole(extracted)) {
				extract(jar, key, entry, extracted);
			}
		}
		else if (!ExtractedJar.isWhole(extracted)) {
			throw new IOException(root + " cannot be written to");
		}
		return new CachedCopy(extracted, archive(entry, extracted, jvmArguments), this.settings.delay(),
				this.workers > 1, removal);
	}

	private static void release(FileLock use) {
		try {
			use.release();
		}
		catch (IOException ex) {
			// it is noted until this process ends
		}
	}

	/**
	 * The name of what is kept of a jar. The directory at the end of a jar has the sizes
	 * and checksums of all entries, nested jars among them, so that the rest need not be
	 * read.
	 */
	static String key(Path file) throws IOException {
		try (JarFile jar = JarFiles.open(file)) {
			return key(jar.stream()
				.map((entry) -> "%s %d %x".formatted(entry.getName(), entry.getSize(), entry.getCrc()))
				.collect(Collectors.joining("\n", file.getFileName() + "\n", "")));
		}
	}

	private static String key(String parts) {
		return UUID.nameUUIDFromBytes((FORMAT + parts).getBytes(StandardCharsets.UTF_8)).toString();
	}

	private @Nullable Archive archive(CacheEntry entry, Path extracted, List<String> jvmArguments) {
		if (!ArchiveFlags.allow(jvmArguments)) {
			return null;
		}
		ArchiveKind kind = ArchiveKind.of(Runtime.version().feature());
		Path directory = entry.unfinished();
		directory.toFile().mkdir();
		String key = key(String.join("\n", ArchiveFlags.parts(jvmArguments)));
		Path file = entry.directory().resolve(key + "." + kind.name().toLowerCase(Locale.ROOT));
		List<String> command = new ArrayList<>(List.of(this.java.executable()));
		command.addAll(ArchiveFlags.relevant(jvmArguments));
		return new Archive(kind, file, directory, command, extracted);
	}

	private static void extract(Path jar, String key, CacheEntry entry, Path extracted) throws IOException {
		Path unfinished = entry.unfinished();
		try {
			ExtractedJar.extract(jar, unfinished);
			if (!key.equals(key(jar))) {
				throw new IOException(jar + " changed while it was extracted");
			}
			CacheEntry.force(unfinished);
			place(unfinished, entry, extracted);
		}
		finally {
			FileTree.delete(unfinished);
		}
	}

	/**
	 * Another launch may have been faster, and its workers start from what it has placed.
	 */
	private static synchronized void place(Path unfinished, CacheEntry entry, Path extracted) throws IOException {
		try (FileLock alone = entry.placing()) {
			if (!ExtractedJar.isWhole(extracted)) {
				FileTree.delete(entry.application());
				Files.move(unfinished, entry.application(), StandardCopyOption.ATOMIC_MOVE);
			}
		}
	}

}
