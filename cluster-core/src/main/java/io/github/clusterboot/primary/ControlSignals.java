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
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
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

	private final Map<Signal, SignalHandler> before = new HashMap<>();

	private final Consumer<Event> events;

	private final Terminal terminal;

	private volatile @Nullable Integer exitCode;

	/**
	 * Creates what handles the signals.
	 * @param events is told what is wanted, on a thread of the JVM
	 * @param terminal where this process was started from
	 */
	ControlSignals(Consumer<Event> events, Terminal terminal) {
		this.events = events;
		this.terminal = terminal;
	}

	/**
	 * Has the signals handled from now on. The JVM leaves HUP, INT and TERM ignored where
	 * this process was started to ignore them (as by nohup).
	 */
	void handle() {
		handle("TERM", () -> stop(143, "SIGTERM"));
		handle("INT", () -> interrupt(130, "SIGINT"));
		handle("HUP", () -> {
			if (this.terminal.isJustGone()) {
				stop(129, "SIGHUP, the terminal is closed");
			}
			else {
				this.events.accept((fleet, now) -> fleet.reload());
			}
		});
		handle("TTIN", () -> this.events.accept((fleet, now) -> fleet.scaleBy(1)));
		handle("TTOU", () -> this.events.accept((fleet, now) -> fleet.scaleBy(-1)));
		if (this.before.get(new Signal("HUP")) == SignalHandler.SIG_IGN) {
			logger.info(
					"SIGHUP is ignored, as it was when this process was started (by nohup, for example), and does not "
							+ "reload the application. A POST of {} to /actuator/cluster does",
					"{\"action\": \"reload\"}");
		}
	}

	private void handle(String name, Runnable action) {
		try {
			Signal signal = new Signal(name);
			this.before.put(signal, Signal.handle(signal, (handled) -> action.run()));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("SIG{} cannot be handled: {}", name, ex.getMessage());
		}
	}

	private void stop(int exitCode, String reason) {
		this.exitCode = exitCode;
		this.events.accept((fleet, now) -> fleet.stop(exitCode, reason));
	}

	/**
	 * Where everything stops already, somebody at the terminal does not want to wait.
	 */
	private void interrupt(int exitCode, String reason) {
		this.exitCode = exitCode;
		this.events.accept((fleet, now) -> {
			if (fleet.isStopping()) {
				fleet.hurry(reason + " again", now);
			}
			else {
				fleet.stop(exitCode, reason);
			}
		});
	}

	/**
	 * The exit code that a signal wanted last, also when nobody takes events any more.
	 */
	@Nullable Integer exitCode() {
		return this.exitCode;
	}

	/**
	 * Has the signals handled as before.
	 */
	void restore() {
		this.before.forEach(Signal::handle);
	}

}
