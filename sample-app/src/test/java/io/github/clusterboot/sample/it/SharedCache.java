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

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The start-up cache that the tests share. It is filled before the first of them, so that
 * workers start from an archive of their classes, as they do for users.
 */
final class SharedCache {

	private static final String DIRECTORY = "--cluster.startup-cache-directory="
			+ Path.of("target", "startup-cache-" + Integer.getInteger("it.fork", 0)).toAbsolutePath();

	private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

	private static final Set<Path> tried = new HashSet<>();

	private static final Set<Path> filled = new HashSet<>();

	private SharedCache() {
	}

	/**
	 * The arguments of a cluster that uses the cache. With a jar or flags of its own it
	 * has no archive, and no worker is replaced to make one while a test looks.
	 */
	static List<String> arguments() {
		return List.of(DIRECTORY, "--cluster.startup-cache-delay=1h");
	}

	/**
	 * Launches a cluster until there is an archive for a jar, unless that was done before.
	 * Else clusters would make it while tests look, and be ended before it is made.
	 * @param jar the sample or a copy of it; with another name it has another archive
	 */
	static synchronized void fill(Path jar) {
		if (filled.contains(jar.getFileName())) {
			return;
		}
		if (!tried.add(jar.getFileName())) {
			throw new AssertionError("The start-up cache could not be filled, see the first failure");
		}
		try (SampleCluster cluster = new Sample().launch("-jar", jar.toString())
			.startupCache(DIRECTORY, "--cluster.startup-cache-delay=1s")
			.start()) {
			cluster.awaitWorkers(2);
			cluster.await("an archive of the workers' classes",
					() -> isMade(cluster) || cluster.workerPids().stream().allMatch(SharedCache::usesArchive));
		}
		filled.add(jar.getFileName());
	}

	private static boolean isMade(SampleCluster cluster) {
		return cluster.output().count("An archive of the application's classes was made") > 0;
	}

	private static boolean usesArchive(long pid) {
		return Processes.commandLine(pid)
			.stream()
			.anyMatch((argument) -> ARCHIVES.stream().anyMatch(argument::startsWith));
	}

}
