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

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The signals that end the primary. They are handled here rather than in a shutdown hook,
 * because in a hook the JVM is ending already: other hooks run beside it, the log's own
 * among them.
 */
enum StopSignal {

	/**
	 * From a service manager.
	 */
	TERM(15),

	/**
	 * From a terminal. It goes to the whole process group, and the workers ignore it.
	 */
	INT(2);

	private static final Logger logger = LoggerFactory.getLogger(StopSignal.class);

	private final int number;

	StopSignal(int number) {
		this.number = number;
	}

	int exitCode() {
		return 128 + this.number;
	}

	/**
	 * Has the signals given to the action, on a thread of the JVM. A signal that this
	 * process was started to ignore (as under nohup) stays ignored.
	 */
	static void handle(Consumer<StopSignal> action) {
		for (StopSignal signal : values()) {
			try {
				Signal.handle(new Signal(signal.name()), (received) -> action.accept(signal));
			}
			catch (IllegalArgumentException ex) {
				logger.warn("Signal {} cannot be handled ({}): on it the primary ends at once, and the workers with it",
						signal, ex.getMessage());
			}
		}
	}

	@Override
	public String toString() {
		return "SIG" + name();
	}

}
