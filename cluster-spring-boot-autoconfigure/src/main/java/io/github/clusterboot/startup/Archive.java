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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.FileTree;
import io.github.clusterboot.jvm.JavaCommand;

/**
 * An archive of the application's classes, which need not be there. A JVM that runs no
 * code of the application makes it from what a worker has recorded.
 *
 * @param kind the kind of archive
 * @param file the archive
 * @param directory where it is recorded and made, which is not there where nothing can be
 * written
 * @param java the program and the flags of a worker's JVM
 * @param jar what workers run
 */
record Archive(ArchiveKind kind, Path file, Path directory, List<String> java, Path jar) {

	private static final Logger logger = LoggerFactory.getLogger(Archive.class);

	private static final int SIGNALLED = 128;

	Path recording() {
		return this.directory.resolve("recording");
	}

	/**
	 * Begins to make it.
	 * @return what makes it, or {@code null} if that cannot be started
	 */
	@Nullable Process make() {
		Path unfinished = this.directory.resolve("archive");
		Path output = this.directory.resolve("output");
		List<String> command = new ArrayList<>(this.java);
		command.addAll(this.kind.create(recording(), unfinished));
		command.addAll(List.of("-jar", this.jar.toString()));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		// a JVM that crashes writes a report there
		builder.directory(this.directory.toFile());
		builder.environment().keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		try {
			Process process = builder.start();
			process.onExit().thenAccept((ended) -> made(ended.exitValue(), unfinished, output));
			return process;
		}
		catch (IOException ex) {
			logger.warn("Workers start without an archive, as none can be made", ex);
			return null;
		}
	}

	private void made(int code, Path unfinished, Path output) {
		try {
			if (code == 0) {
				CacheEntry.force(unfinished);
				Files.move(unfinished, this.file, StandardCopyOption.ATOMIC_MOVE);
				logger
					.info("An archive of the application's classes was made, so that workers start faster from now on");
				logger.debug("The archive of the application's classes is {}", this.file);
			}
			else if (code < SIGNALLED) {
				String said = new String(Files.readAllBytes(output)).strip();
				throw new IOException("the JVM exited with %d: %s".formatted(code, said));
			}
		}
		catch (IOException ex) {
			logger.warn("Workers start without an archive, as none could be made: {}", ex.getMessage());
		}
		finally {
			FileTree.delete(this.directory);
		}
	}

}
