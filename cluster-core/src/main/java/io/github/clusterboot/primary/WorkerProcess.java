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
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a worker. What is wanted of it before it is forked is done then.
 */
final class WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProcess.class);

	private static final File NOTHING = new File("/dev/null");

	/**
	 * How Java says that a program is missing, be it the one of the JDK's own that it
	 * forks with, which it does not name.
	 */
	private static final String PROGRAM_MISSING = "(?s).*(error[=:] ?[02]\\b|spawn ?helper).*";

	private final CompletableFuture<Process> forked = new CompletableFuture<>();

	private volatile boolean killed;

	/**
	 * Forks the worker. It writes where the primary writes, and has nothing to read: what
	 * a person types is for the primary.
	 * @throws IOException if the operating system refuses
	 */
	Process fork(ProcessBuilder builder) throws IOException {
		builder.redirectInput(Redirect.from(NOTHING));
		builder.redirectOutput(Redirect.INHERIT);
		builder.redirectError(Redirect.INHERIT);
		try {
			Process process = builder.start();
			this.forked.complete(process);
			return process;
		}
		catch (IOException ex) {
			String message = String.valueOf(ex.getMessage());
			throw message.matches(PROGRAM_MISSING) ? new IOException(message + "; was the JDK replaced?", ex) : ex;
		}
	}

	boolean is(long pid) {
		Process process = this.forked.getNow(null);
		return process != null && process.pid() == pid;
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
		Process process = this.forked.getNow(null);
		try {
			if (process != null) {
				new ProcessBuilder("kill", "-QUIT", String.valueOf(process.pid())).redirectErrorStream(true)
					.redirectOutput(Redirect.DISCARD)
					.start();
			}
		}
		catch (IOException | Error ex) {
			// an error too: what Java throws at a limit of threads or processes
			logger.debug("Could not send SIGQUIT", ex);
		}
	}

	void terminate() {
		this.forked.thenAccept(Process::destroy);
	}

	void kill() {
		this.killed = true;
		this.forked.thenAccept(Process::destroyForcibly);
	}

}
