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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * Where workers are started: the first generation in the directory that this process was
 * launched in, and each later one where the way that led there leads to when it is
 * prepared. When that is gone, in one that is there: no JVM starts in a directory that
 * was removed.
 * <p>
 * Thread-safe.
 */
final class ProcessDirectory {

	/**
	 * The directory of this process. To read where it leads to asks no file system.
	 */
	static final Path LINK = Path.of("/proc/self/cwd");

	private static final int FIRST_GENERATION = 1;

	private static final String REMOVED = " (deleted)";

	private static final Logger logger = LoggerFactory.getLogger(ProcessDirectory.class);

	private final Path launched;

	private final Path ofJar;

	private final Supplier<Path> own;

	private boolean told;

	ProcessDirectory(JavaCommand java) {
		this(java.directory(), ofJar(java.target()), ProcessDirectory::own);
	}

	ProcessDirectory(Path launched, Path ofJar, Supplier<Path> own) {
		this.launched = launched;
		this.ofJar = ofJar;
		this.own = own;
	}

	private static Path ofJar(Target target) {
		Path parent = (target instanceof Target.Jar jar) ? Path.of(jar.path()).getParent() : null;
		return (parent != null) ? parent : Path.of("/");
	}

	private static Path own() {
		try {
			return Files.readSymbolicLink(LINK);
		}
		catch (IOException ex) {
			return Path.of(System.getProperty("user.dir"));
		}
	}

	/**
	 * Finds out where a generation is to run, which asks the file system.
	 * @return the directory, without links in its path, or {@code null} for that of this
	 * process
	 */
	@Nullable Path prepare(int generation) {
		try {
			if (generation == FIRST_GENERATION) {
				return null;
			}
			Path directory = this.launched.toRealPath();
			return (isUsable(directory) && !directory.equals(this.own.get())) ? directory : null;
		}
		catch (IOException ex) {
			logger.debug("{} leads nowhere any more", this.launched, ex);
			return null;
		}
	}

	/**
	 * The directory for a worker that is about to be forked. About that of this process
	 * no file system is asked, which may not answer.
	 * @param prepared the directory of its generation
	 * @return the directory, or {@code null} for that of this process
	 */
	@Nullable Path usable(@Nullable Path prepared) {
		if (prepared != null) {
			return isUsable(prepared) ? prepared : instead();
		}
		// the kernel says so in what it tells of the directory
		boolean removed = this.own.get().toString().endsWith(REMOVED) && !Files.exists(this.own.get());
		return (removed) ? instead() : null;
	}

	private synchronized Path instead() {
		Path instead = Stream.of(this.launched, this.ofJar)
			.filter(ProcessDirectory::isUsable)
			.findFirst()
			.orElse(Path.of("/"));
		if (!this.told) {
			this.told = true;
			logger.warn("The directory is gone, in which the cluster was launched ({}); workers are started in {}",
					this.launched, instead);
		}
		return instead;
	}

	private static boolean isUsable(Path directory) {
		return Files.isDirectory(directory) && Files.isExecutable(directory);
	}

}
