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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals that a terminal sends to all processes that run in it. They are meant for
 * the primary, which tells the workers what to do; a worker that ended of them would be
 * lost to the clients that it serves.
 */
public final class TerminalSignals {

	private static final Logger logger = LoggerFactory.getLogger(TerminalSignals.class);

	private TerminalSignals() {
	}

	/**
	 * Ignores SIGINT and SIGHUP from now on.
	 */
	public static void ignore() {
		ignore("INT");
		ignore("HUP");
	}

	private static void ignore(String name) {
		try {
			Signal.handle(new Signal(name), SignalHandler.SIG_IGN);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("Signal {} cannot be ignored", name, ex);
		}
	}

}
