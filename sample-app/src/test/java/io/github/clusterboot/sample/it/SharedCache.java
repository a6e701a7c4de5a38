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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The start-up cache of an application that the tests share, so that workers start from
 * an archive of their classes, as they do for users. The first launch of all makes it.
 */
final class SharedCache {

	private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

	/**
	 * What makes the archive gives way to everything else.
	 */
	private static final Duration LONGEST = Duration.ofMinutes(5);

	private static final Map<Application, SharedCache> caches = new EnumMap<>(Application.class);

	private final Application application;

	private boolean filled;

	private boolean failed;

	private SharedCache(Application application) {
		this.application = application;
	}

	static synchronized SharedCache of(Application application) {
		return caches.computeIfAbsent(application, SharedCache::new);
	}

	Path directory() {
		return beside("startup-cache");
	}

	private Path beside(String name) {
		return Path.of("target", name + "-of-" + this.application).toAbsolutePath();
	}

	private String inDirectory() {
		return "--cluster.startup-cache-directory=" + directory();
	}

	/**
	 * The arguments of a cluster that uses the cache. With a jar or flags of its own it
	 * has no archive, and no worker is replaced to make one while a test looks. While the
	 * other test JVM fills the cache, clusters start without it.
	 */
	synchronized List<String> arguments() {
		return isFilled(FileChannel::tryLock) ? List.of(inDirectory(), "--cluster.startup-cache-delay=1h")
				: List.of("--cluster.startup-cache=off");
	}

	/**
	 * Launches a cluster until there is an archive of the application, unless that has
	 * been done before. Else clusters would make it while tests look, and be ended before
	 * it is made.
	 */
	synchronized void fill() {
		assertThat(isFilled(FileChannel::lock)).as("the archive could be made").isTrue();
	}

	private boolean isFilled(Lock way) {
		if (!this.filled && !this.failed) {
			try {
				this.filled = fill(way);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return this.filled;
	}

	/**
	 * Fills the cache, unless the lock of it cannot be had.
	 */
	private boolean fill(Lock way) throws IOException {
		Path mark = beside("startup-cache-filled");
		// a file of its own: a process that closes a file loses its locks on it
		try (FileChannel channel = FileChannel.open(beside("startup-cache-lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = way.of(channel)) {
			if (lock == null) {
				return false;
			}
			if (!Files.exists(mark) || !Files.readString(mark).equals(contents())) {
				this.failed = true;
				launch();
				Files.writeString(mark, contents());
				this.failed = false;
			}
			return true;
		}
	}

	/**
	 * What the archive is of: another jar and another JDK need another one.
	 */
	private String contents() throws IOException {
		Path jar = this.application.jar();
		return "%s of %s with %s".formatted(jar, Files.getLastModifiedTime(jar), Sample.tool("java"));
	}

	private void launch() {
		try (SampleCluster cluster = Sample.of(this.application)
			.startupCache(inDirectory(), "--cluster.startup-cache-delay=1s")
			.start()) {
			cluster.await("both workers listen", LONGEST, () -> cluster.workers().size() == 2);
			cluster.await("an archive of the workers' classes", LONGEST,
					() -> cluster.output().count("An archive of the application's classes was made") > 0
							|| cluster.workerPids().stream().allMatch(SharedCache::usesArchive));
		}
	}

	static boolean usesArchive(long pid) {
		return Processes.commandLine(pid)
			.stream()
			.anyMatch((argument) -> ARCHIVES.stream().anyMatch(argument::startsWith));
	}

	/**
	 * A way to get the lock of a file, or not.
	 */
	private interface Lock {

		@Nullable FileLock of(FileChannel channel) throws IOException;

	}

}
