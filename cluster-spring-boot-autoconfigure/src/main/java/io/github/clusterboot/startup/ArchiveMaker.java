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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.clusterboot.jvm.JavaCommand;

/**
 * Makes an archive in a JVM of lowest priority that runs no code of the application.
 *
 * @param kind the kind of archive
 * @param java the program and the flags of a worker's JVM
 * @param jar what workers run
 * @param scratch where it is made
 * @param recording what it is made from
 */
record ArchiveMaker(ArchiveKind kind, List<String> java, Path jar, ScratchDirectory scratch, Path recording) {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	/**
	 * The exit codes after SIGHUP, SIGINT and SIGTERM, which a terminal or a service
	 * manager sends to all processes that belong together.
	 */
	private static final Set<Integer> ENDED = Set.of(128 + 1, 128 + 2, 128 + 15);

	/**
	 * Makes an archive. A class list is read while a worker goes on writing to it, so
	 * that its last line may not be whole.
	 * @throws InterruptedException if the JVM that makes it or this thread is to end
	 */
	void make(Path archive) throws IOException, InterruptedException {
		Path recorded = this.scratch.newFile("recorded");
		Path unfinished = this.scratch.newArchive();
		try {
			if (this.kind == ArchiveKind.CLASS_DATA) {
				String written = Files.readString(this.recording);
				Files.writeString(recorded, written.substring(0, written.lastIndexOf('\n') + 1));
			}
			else {
				Files.move(this.recording, recorded);
			}
			run(this.kind.create(recorded, unfinished));
			ScratchDirectory.moveInto(archive, unfinished);
		}
		finally {
			Files.deleteIfExists(unfinished);
			Files.deleteIfExists(recorded);
		}
	}

	private void run(List<String> arguments) throws IOException, InterruptedException {
		Path output = this.scratch.newFile("output");
		List<String> command = new ArrayList<>(this.java);
		command.addAll(arguments);
		command.addAll(List.of("-jar", this.jar.toString()));
		ProcessBuilder builder = new ProcessBuilder().redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		builder.directory(this.scratch.path().toFile());
		Process process = start(builder, command);
		try {
			if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IOException("it took longer than " + TIMEOUT);
			}
			if (ENDED.contains(process.exitValue())) {
				throw new InterruptedException("a signal ended the JVM, and this one in all likelihood");
			}
			if (process.exitValue() != 0) {
				String said = Files.readString(output).strip();
				throw new IOException("the JVM exited with %d: %s".formatted(process.exitValue(),
						said.substring(Math.max(0, said.length() - 300))));
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Process start(ProcessBuilder builder, List<String> command) throws IOException {
		List<String> nice = new ArrayList<>(List.of("nice", "-n", "19"));
		nice.addAll(command);
		try {
			return builder.command(nice).start();
		}
		catch (IOException ex) {
			return builder.command(command).start();
		}
	}

}
