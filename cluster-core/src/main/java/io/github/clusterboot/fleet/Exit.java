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

package io.github.clusterboot.fleet;

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
public record Exit(int code, @Nullable String signal, boolean outOfMemory) {

	/**
	 * The exit code of a process that SIGKILL ended.
	 */
	public static final int KILLED = 137;

	private static final int SIGNAL_BASE = 128;

	private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
			"SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

	private static final Set<String> CRASHES = Set.of("SIGILL", "SIGABRT", "SIGBUS", "SIGSEGV");

	/**
	 * The exit of a process.
	 * @param code the exit code
	 * @return the exit
	 */
	public static Exit of(int code) {
		return of(code, false);
	}

	/**
	 * The exit of a process, if need be one that the kernel has killed.
	 * @param code the exit code
	 * @param outOfMemory whether it probably was the kernel, for memory
	 * @return the exit
	 */
	public static Exit of(int code, boolean outOfMemory) {
		int number = code - SIGNAL_BASE;
		String signal = (number > 0 && number <= 64) ? SIGNALS.getOrDefault(number, "signal " + number) : null;
		return new Exit(code, signal, outOfMemory);
	}

	/**
	 * Whether a signal ended it that is for what a program does itself.
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
