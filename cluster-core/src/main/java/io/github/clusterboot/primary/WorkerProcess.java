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

package io.github.clusterboot.primary;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.PrivateDirectory;

/**
 * The process of a worker.
 */
final class WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProcess.class);

	private static final File NOTHING = new File("/dev/null");

	/**
	 * How Java says that a program is missing, be it the one of the JDK's own that it
	 * forks with, which it does not name.
	 */
	private static final Pattern PROGRAM_MISSING = Pattern.compile("error[=:] ?[02]\\b|spawn ?helper");

	private final Process process;

	private final PrivateDirectory privateDirectory;

	private volatile boolean killed;

	private boolean seenDead;

	private WorkerProcess(Process process, PrivateDirectory privateDirectory) {
		this.process = process;
		this.privateDirectory = privateDirectory;
	}

	/**
	 * Forks a worker. It writes where the primary writes, and has nothing to read: what a
	 * person types is for the primary.
	 * @throws IOException if the operating system refuses
	 */
	static WorkerProcess fork(WorkerCommand command, int id, int slot, int generation, Path privateDirectory)
			throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command.commandLine(id, slot, generation, privateDirectory));
		command.adaptEnvironment(builder.environment(), id, slot);
		Path directory = command.directory(generation);
		if (directory != null) {
			builder.directory(directory.toFile());
			builder.environment().put("PWD", directory.toString());
		}
		builder.redirectInput(Redirect.from(NOTHING));
		builder.redirectOutput(Redirect.INHERIT);
		builder.redirectError(Redirect.INHERIT);
		try {
			return new WorkerProcess(builder.start(), new PrivateDirectory(privateDirectory));
		}
		catch (IOException ex) {
			boolean programMissing = PROGRAM_MISSING.matcher(String.valueOf(ex.getMessage())).find()
					&& (directory == null || Files.isDirectory(directory));
			throw programMissing ? new IOException(ex.getMessage() + "; was the JDK replaced?", ex) : ex;
		}
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Whether the process had ended already when this was asked last.
	 */
	boolean isDeadForLong() {
		boolean seenBefore = this.seenDead;
		this.seenDead = !this.process.isAlive();
		return seenBefore;
	}

	/**
	 * Removes the socket by which others reach it.
	 */
	void removeDoor(int id) {
		this.privateDirectory.removeDoor(id);
	}

	/**
	 * Runs the action, on some other thread, when the process has ended.
	 */
	void onExit(Runnable action) {
		this.process.onExit().thenRun(action);
	}

	int exitCode() {
		return this.process.exitValue();
	}

	/**
	 * Whether it was {@link #kill} that has ended the process.
	 */
	boolean isKilled() {
		return this.killed;
	}

	/**
	 * Has the JVM write the stacks of its threads where it writes its output. Neither the
	 * JDK nor Netty sends another process SIGQUIT, and a JVM that hangs may answer no
	 * attach request, so that {@code kill} is run; where there is none, nothing is
	 * written.
	 */
	void dumpThreads() {
		try {
			new ProcessBuilder("kill", "-QUIT", String.valueOf(pid())).redirectErrorStream(true)
				.redirectOutput(Redirect.DISCARD)
				.start();
		}
		catch (IOException | Error ex) {
			// an error too: what Java throws at a limit of threads or processes
			logger.debug("Could not send SIGQUIT to {}", pid(), ex);
		}
	}

	void terminate() {
		this.process.destroy();
	}

	void kill() {
		this.killed = true;
		this.process.destroyForcibly();
	}

}
