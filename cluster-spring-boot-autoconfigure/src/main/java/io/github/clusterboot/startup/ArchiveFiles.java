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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one archive: the archive itself, which has its size and checksum in its
 * name, what it can be made from, and a note why there is to be none. A JVM is killed by
 * an archive that was cut short, so that each is looked at before it is used.
 *
 * @param directory where the files are
 * @param key the key of the JVM and its arguments
 * @param kind the kind of archive
 */
public record ArchiveFiles(Path directory, String key, ArchiveKind kind) {

	private static final Logger logger = LoggerFactory.getLogger(ArchiveFiles.class);

	/**
	 * How many archives of one jar are kept, for different JVMs and arguments.
	 */
	private static final int KEPT = 6;

	private static final int ATTEMPTS = 2;

	private static final String HOST = host();

	/**
	 * After this time what is not finished never will be: a worker may record for hours.
	 */
	private static final Duration ABANDONED_AFTER = Duration.ofDays(2);

	/**
	 * Finds the archive. One that is damaged is removed, and so is what launches that
	 * were killed have left.
	 * @return the archive, or {@code null} if there is none
	 */
	public @Nullable Path find() {
		sweep();
		try (DirectoryStream<Path> archives = Files.newDirectoryStream(this.directory,
				this.key + "-*." + this.kind.extension())) {
			for (Path archive : archives) {
				if (archive.equals(named(archive))) {
					touch(archive);
					return archive;
				}
				logger.warn("The archive {} is damaged and not used; it is made again", archive);
				Files.deleteIfExists(archive);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not look for archives in {}", this.directory, ex);
		}
		return null;
	}

	/**
	 * Gives a new archive its name.
	 * @param unfinished the file
	 * @return the archive
	 */
	public Path finish(Path unfinished) throws IOException {
		Path archive = named(unfinished);
		Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
		Files.deleteIfExists(recording());
		prune(archive);
		return archive;
	}

	private Path named(Path file) throws IOException {
		return this.directory.resolve("%s-%s.%s".formatted(this.key, Fingerprint.of(file), this.kind.extension()));
	}

	private static void touch(Path archive) {
		try {
			Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
		}
		catch (IOException ex) {
			logger.debug("Could not touch {}", archive, ex);
		}
	}

	private void prune(Path keep) {
		Map<String, Instant> used = new HashMap<>();
		try (DirectoryStream<Path> archives = Files.newDirectoryStream(this.directory, "*-*.{jsa,aot}")) {
			for (Path archive : archives) {
				if (!archive.equals(keep)) {
					used.put(archive.getFileName().toString(), Files.getLastModifiedTime(archive).toInstant());
				}
			}
			for (String name : StartupCache.superfluous(used, KEPT - 1)) {
				Files.deleteIfExists(this.directory.resolve(name));
			}
		}
		catch (IOException | RuntimeException ex) {
			// another launch may be at it
			logger.debug("Could not look for what is too much in {}", this.directory, ex);
		}
	}

	private void sweep() {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory, "*-*.*")) {
			for (Path file : files) {
				String name = file.getFileName().toString();
				if (!name.endsWith(".jsa") && !name.endsWith(".aot")
						&& Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(ABANDONED_AFTER))) {
					Files.deleteIfExists(file);
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// another launch may be at it
			logger.debug("Could not look for what is left in {}", this.directory, ex);
		}
	}

	/**
	 * What a worker has recorded and no archive was made from yet.
	 */
	public Path recording() {
		return this.directory.resolve(this.key + ".recording");
	}

	/**
	 * Notes that the archive is about to be used, or to be made; whoever has done so
	 * {@linkplain #forgetAttempts() removes} the note. There is no way back for a JVM
	 * that is ended by its archive, or with all others of its container, but for later
	 * launches. One that was ended early may have been for another reason, and one that
	 * runs may be about to do it.
	 * @return whether it may be done, which it may not after two launches that did not
	 * get so far
	 * @throws IOException if that cannot be noted
	 */
	public boolean attempt() throws IOException {
		Path note = attempts();
		if (launches(note).stream().filter(ArchiveFiles::hasEnded).count() >= ATTEMPTS) {
			Files.deleteIfExists(note);
			return false;
		}
		Files.writeString(note, launch(ProcessHandle.current().pid(), Instant.now(), HOST), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
		return true;
	}

	public void forgetAttempts() {
		delete(attempts());
	}

	/**
	 * Has the process id, time and host of each launch since the last one that succeeded.
	 */
	public Path attempts() {
		return this.directory.resolve(this.key + ".attempts");
	}

	public static String launch(long pid, Instant time, String host) {
		return "%d %d %s\n".formatted(pid, time.getEpochSecond(), host);
	}

	private static List<String> launches(Path note) throws IOException {
		try {
			return Files.readAllLines(note);
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

	/**
	 * This process makes its first attempt: one with its id was an earlier one in the
	 * same container, say. Processes of other hosts or containers cannot be looked for.
	 */
	private static boolean hasEnded(String launch) {
		try {
			String[] parts = launch.split(" ", 3);
			if (!parts[2].equals(HOST)) {
				Instant begun = Instant.ofEpochSecond(Long.parseLong(parts[1]));
				return Duration.between(begun, Instant.now()).abs().compareTo(ArchiveMaker.TIMEOUT) > 0;
			}
			long process = Long.parseLong(parts[0]);
			return process == ProcessHandle.current().pid() || ProcessHandle.of(process).isEmpty();
		}
		catch (RuntimeException ex) {
			// cut short
			return true;
		}
	}

	/**
	 * A container that is started again has the same one, and the same process ids.
	 */
	public static String host() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
		}
		catch (IOException | RuntimeException ex) {
			return "";
		}
	}

	/**
	 * A name for a file that is going to be one of the others.
	 * @param what tells it from those of other launches, process ids of which may be the
	 * same in different containers
	 */
	public Path unfinished(String what) {
		return this.directory.resolve("%s-%s".formatted(this.key, what));
	}

	/**
	 * Removes a file that is of no use any more; to leave it does no harm.
	 * @param file the file, which need not be there
	 */
	public static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", file, ex);
		}
	}

	boolean isRefused() {
		return Files.exists(refusal());
	}

	/**
	 * Notes that there is to be no archive, as long as the key is the same.
	 * @param archive the archive that is of no use, if there is one
	 * @param reason why, for people who look
	 */
	void refuse(@Nullable Path archive, String reason) {
		try {
			Files.write(refusal(), reason.getBytes(StandardCharsets.UTF_8));
			if (archive != null) {
				Files.deleteIfExists(archive);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not note that there is no archive", ex);
		}
	}

	private Path refusal() {
		return this.directory.resolve(this.key + ".refused");
	}

}
