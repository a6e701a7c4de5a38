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

package io.github.clusterboot.worker;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals that reach a worker besides what the primary tells it. Those that a
 * terminal sends to all processes that run in it are meant for the primary, which tells
 * the workers what to do. SIGTERM drains: a service manager may send it to all processes
 * of a service.
 */
public final class WorkerSignals {

	private static final Logger logger = LoggerFactory.getLogger(WorkerSignals.class);

	private WorkerSignals() {
	}

	/**
	 * Ignores SIGINT and SIGHUP from now on.
	 */
	public static void ignoreTerminal() {
		// not SIG_IGN, which each program that the application runs would inherit
		SignalHandler nothing = (signal) -> {
		};
		handle("INT", nothing);
		handle("HUP", nothing);
	}

	/**
	 * Has the worker drain on SIGTERM, and exit.
	 * @param worker the worker
	 * @param end ends the worker
	 * @param drainTimeout how long it may take to drain
	 */
	public static void drainOnTerm(Worker worker, WorkerEnd end, Duration drainTimeout) {
		handle("TERM", (signal) -> end.terminate(worker, drainTimeout));
	}

	private static void handle(String name, SignalHandler handler) {
		try {
			Signal.handle(new Signal(name), handler);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("Signal {} cannot be handled", name, ex);
		}
	}

}
