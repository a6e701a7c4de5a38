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

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param code the exit code; 128 and the signal's number if a signal ended it, as shells
 * and {@link Process#exitValue()} have it
 * @param signal the name of that signal, or {@code null}. A JVM that is asked to end by
 * SIGTERM exits with 143 on its own, which cannot be told apart
 * @param outOfMemory whether it probably was the kernel that killed it, for memory
 */
record Exit(int code, @Nullable String signal, boolean outOfMemory) {

	private static final int SIGNAL_BASE = 128;

	private static final int SIGKILL = 9;

	private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
			"SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

	private static final Set<String> CRASHES = Set.of("SIGILL", "SIGABRT", "SIGBUS", "SIGSEGV");

	Exit(int code, @Nullable String signal) {
		this(code, signal, false);
	}

	static Exit of(int code) {
		int number = code - SIGNAL_BASE;
		if (number <= 0 || number > 64) {
			return new Exit(code, null);
		}
		return new Exit(code, SIGNALS.getOrDefault(number, "signal " + number));
	}

	/**
	 * The exit of a process that this one did not kill.
	 * @param code the exit code
	 * @param oomKills tells whether the kernel has killed another process for memory
	 * @param now when the exit is seen
	 */
	static Exit of(int code, OomKills oomKills, long now) {
		return (code == SIGNAL_BASE + SIGKILL && oomKills.another(now)) ? new Exit(code, SIGNALS.get(SIGKILL), true)
				: of(code);
	}

	/**
	 * Whether a signal ended the process that is sent for what a program does, rather
	 * than by somebody.
	 */
	boolean isCrash() {
		return this.signal != null && CRASHES.contains(this.signal);
	}

	boolean failed() {
		return this.code != 0;
	}

	@Override
	public String toString() {
		if (this.signal == null) {
			return String.valueOf(this.code);
		}
		return this.code + " (" + this.signal + (this.outOfMemory ? ", probably the kernel's OOM killer)" : ")");
	}

}
