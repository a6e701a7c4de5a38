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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.launch.JavaCommand.Target;

/**
 * Where this process starts others: in the directory that it was launched in, by the way
 * that led there then, and in that of the jar when it is gone. No JVM starts in a
 * directory that was removed.
 */
final class ProcessDirectory {

	/**
	 * The directory of this process. To read where it leads to asks no file system.
	 */
	static final Path LINK = Path.of("/proc/self/cwd");

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
	 * The directory for a process that is about to be started.
	 * @return the directory, or {@code null} for that of this process
	 */
	synchronized @Nullable Path current() {
		Path own = this.own.get();
		if (own.equals(this.launched)) {
			return null;
		}
		if (isUsable(this.launched)) {
			return this.launched;
		}
		if (Files.exists(own)) {
			return null;
		}
		Path instead = isUsable(this.ofJar) ? this.ofJar : Path.of("/");
		if (!this.told) {
			this.told = true;
			logger.warn("The directory {} is gone, in which the cluster was launched; workers are started in {}",
					this.launched, instead);
		}
		return instead;
	}

	private static boolean isUsable(Path directory) {
		return Files.isDirectory(directory) && Files.isExecutable(directory);
	}

}
