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

/**
 * Decides when a JVM has become warm: it has done so much that what it runs again and
 * again was to be compiled, and its compilers rest. One that has had nothing to do rests,
 * too, but is cold. Not thread-safe.
 */
final class Warmth {

	/**
	 * HotSpot's best compiler is due for a method that was called 20,000 times at the
	 * latest ({@code Tier4InvocationThreshold}, as the primary sets it), of which the
	 * first some hundred are not counted; each request calls most of what it calls once.
	 */
	private static final long REQUESTS = 25_000;

	/**
	 * Where a request takes long it would be hours until there are so many.
	 */
	private static final Duration PROCESSOR_TIME = Duration.ofMinutes(1);

	private static final int RESTS = 3;

	private int rests;

	private boolean warm;

	/**
	 * Takes note of how it went since this was told last.
	 * @param compiles whether there was something to compile that matters
	 * @param requests how many requests were served in all
	 * @param processorTime how much processor time the JVM has used in all
	 * @return whether the JVM is warm, which it then stays
	 */
	boolean isWarm(boolean compiles, long requests, Duration processorTime) {
		this.rests = compiles ? 0 : this.rests + 1;
		boolean hasRun = requests >= REQUESTS || processorTime.compareTo(PROCESSOR_TIME) >= 0;
		this.warm = this.warm || (hasRun && this.rests >= RESTS);
		return this.warm;
	}

}
