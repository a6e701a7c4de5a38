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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.startup.ArchiveFiles;
import io.github.clusterboot.startup.ArchiveKind;
import io.github.clusterboot.startup.ArchiveMaker;
import io.github.clusterboot.startup.CacheKey;
import io.github.clusterboot.startup.StartupCache.CachedJar;

/**
 * The archive of the classes of a lean primary, beside those of the workers in the
 * start-up cache. The JVM that was launched finds it, the primary that takes its place
 * uses it; where there is none, the primary records what goes into it and makes it some
 * time later, in the background.
 *
 * @param directory what the cache has of the application
 * @param key the key of the JVM and its arguments
 * @param archive the archive, or {@code null} if there is none
 * @param recording where the JVM lists its classes, or {@code null} if it does not
 * @param writable whether files can be written
 * @param log where the JVM says whether it takes the archive
 * @param lock the descriptor of the lock that keeps the directory until the jars in it
 * are open
 */
record PrimaryArchive(Path directory, String key, @Nullable Path archive, @Nullable Path recording, boolean writable,
		Path log, int lock) {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryArchive.class);

	private static final ArchiveKind KIND = ArchiveKind.CLASS_DATA;

	/**
	 * Prepares the launch of a primary, from the archive if there is one.
	 * @param cached what the cache has of the application
	 * @param key the key of the JVM and its arguments
	 * @param log where the JVM is to say whether it takes the archive
	 * @param lock the descriptor of the lock of what the cache has
	 * @return the archive
	 * @throws IOException if the attempt cannot be noted
	 */
	static PrimaryArchive prepare(CachedJar cached, String key, Path log, int lock) throws IOException {
		ArchiveFiles files = new ArchiveFiles(cached.directory(), key, KIND);
		Path archive = files.find();
		if (archive != null && cached.writable() && !files.attempt()) {
			logger.warn("The last launches with the archive {} did not succeed; it is made again", archive);
			Files.deleteIfExists(archive);
			archive = null;
		}
		boolean record = archive == null && cached.writable() && !Files.exists(files.recording());
		return new PrimaryArchive(cached.directory(), key, archive,
				(record) ? files.unfinished(UUID.randomUUID() + ".primary") : null, cached.writable(), log, lock);
	}

	/**
	 * The key of a primary's JVM.
	 * @param options the options of the JVM
	 * @param jar its class path
	 * @return the key
	 */
	static String key(List<String> options, Path jar) {
		List<String> arguments = new ArrayList<>(options);
		arguments.add(jar.toString());
		return CacheKey.ofJvm(System.getProperties(), Runtime.getRuntime().availableProcessors(), arguments);
	}

	/**
	 * The arguments of the JVM that concern the archive.
	 */
	List<String> jvmArguments() {
		List<String> arguments = new ArrayList<>(List.of(KIND.silence()));
		if (this.archive != null) {
			arguments.add(KIND.log(this.log));
			arguments.addAll(KIND.use(this.archive));
		}
		if (this.recording != null) {
			arguments.addAll(KIND.record(this.recording));
		}
		return arguments;
	}

	/**
	 * No JVM was started with those arguments.
	 */
	void abandon() {
		forgetAttempts();
	}

	/**
	 * This JVM was started with those arguments, and runs.
	 */
	void started() {
		forgetAttempts();
		Path archive = this.archive;
		if (archive == null) {
			return;
		}
		try {
			Files.readAllLines(this.log)
				.stream()
				.filter(ArchiveKind::isRefusal)
				.findFirst()
				.ifPresent((line) -> refused(archive, line));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not read {}", this.log, ex);
		}
	}

	private void forgetAttempts() {
		if (this.archive != null && this.writable) {
			files().forgetAttempts();
		}
	}

	private void refused(Path archive, String line) {
		logger.warn("The JVM does not take the archive {}, so that the primary starts more slowly: {}", archive, line);
		if (this.writable) {
			// the next launch has another one made
			ArchiveFiles.delete(archive);
		}
	}

	/**
	 * Makes the archive if there is none.
	 * @param delay how long to wait before
	 * @param creation gives the command that makes it
	 * @return what does it, to be closed when the primary ends
	 */
	Making make(Duration delay, ArchiveMaker.Creation creation) {
		if (this.archive != null || !this.writable) {
			return () -> {
			};
		}
		Thread thread = new Thread(() -> make(delay, new ArchiveMaker(files(), UUID.randomUUID().toString(), creation)),
				"cluster-primary-archive");
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (Error ex) {
			// what Java throws at a limit of threads or processes
			logger.debug("No archive of the primary can be made", ex);
			return () -> {
			};
		}
		return () -> {
			thread.interrupt();
			try {
				thread.join(TimeUnit.SECONDS.toMillis(2));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
	}

	private void make(Duration delay, ArchiveMaker maker) {
		try {
			try {
				Thread.sleep(delay.toMillis());
			}
			finally {
				// if not now, then at the next launch
				if (this.recording != null) {
					maker.keep(this.recording);
				}
			}
			if (isMadeByOthers() || !Files.exists(files().recording())) {
				return;
			}
			long start = System.nanoTime();
			Path made = maker.makeUnlessInVain();
			logger.info("An archive of the primary's classes was made in {} s, so that it starts faster from now on",
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
			logger.debug("The archive of the primary's classes is {}", made);
		}
		catch (InterruptedException ex) {
			logger.debug("The archive of the primary is left to the next launch");
		}
		catch (IOException | RuntimeException ex) {
			if (!isMadeByOthers()) {
				logger.warn("The primary starts without an archive, as none could be made: {}", ex.getMessage());
				ArchiveFiles.delete(files().recording());
			}
		}
	}

	private boolean isMadeByOthers() {
		return files().find() != null;
	}

	private ArchiveFiles files() {
		return new ArchiveFiles(this.directory, this.key, KIND);
	}

	/**
	 * What makes an archive in the background. Where that is not done when the primary
	 * ends, it is left to the next launch.
	 */
	interface Making extends AutoCloseable {

		@Override
		void close();

	}

}
