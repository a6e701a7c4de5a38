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

import java.util.HashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals by which a person or a service manager controls the primary: HUP reloads,
 * TTIN and TTOU scale by one worker up and down, as in Puma; TERM and INT stop. They are
 * handled here rather than in a shutdown hook, because in a hook the JVM is ending
 * already: other hooks run beside it, the log's own among them.
 */
final class ControlSignals {

	private static final Logger logger = LoggerFactory.getLogger(ControlSignals.class);

	private ControlSignals() {
	}

	/**
	 * Has the signals handled from now on. The JVM leaves HUP, INT and TERM ignored where
	 * this process was started to ignore them (as by nohup).
	 * @param control is told what is wanted, on a thread of the JVM
	 * @param terminal where this process was started from
	 * @return has them handled as before
	 */
	static Runnable handle(Control control, Terminal terminal) {
		Map<Signal, SignalHandler> before = new HashMap<>();
		handle(before, "TERM", () -> control.stop(143, "SIGTERM"));
		handle(before, "INT", () -> control.interrupt(130, "SIGINT"));
		handle(before, "HUP", () -> {
			if (terminal.isJustGone()) {
				control.stop(129, "SIGHUP, the terminal is closed");
			}
			else {
				control.reload();
			}
		});
		handle(before, "TTIN", () -> control.scaleBy(1));
		handle(before, "TTOU", () -> control.scaleBy(-1));
		tellIfIgnored(before, "HUP",
				"reload the application. A POST of {\"action\": \"reload\"} to /actuator/cluster does");
		tellIfIgnored(before, "TERM", "stop the cluster. SIGINT does, unless that is ignored too");
		return () -> before.forEach(Signal::handle);
	}

	private static void tellIfIgnored(Map<Signal, SignalHandler> before, String name, String effect) {
		if (before.get(new Signal(name)) == SignalHandler.SIG_IGN) {
			logger.info(
					"SIG{} is ignored, as it was when this process was started (by nohup, for example), and does not {}",
					name, effect);
		}
	}

	private static void handle(Map<Signal, SignalHandler> before, String name, Runnable action) {
		try {
			Signal signal = new Signal(name);
			before.put(signal, Signal.handle(signal, (handled) -> action.run()));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("SIG{} cannot be handled: {}", name, ex.getMessage());
		}
	}

	/**
	 * What is wanted.
	 */
	interface Control {

		void stop(int exitCode, String reason);

		/**
		 * Stop, and where that is under way already do not wait: somebody is at the
		 * terminal.
		 */
		void interrupt(int exitCode, String reason);

		void reload();

		void scaleBy(int difference);

	}

}
