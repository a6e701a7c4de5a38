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

/**
 * Decides when a JVM has become warm: it has served so many requests that what it runs
 * again and again was to be compiled, and its compilers rest. One that has had nothing to
 * do rests, too, but is cold. Not thread-safe.
 */
final class Warmth {

	/**
	 * HotSpot's best compiler begins with methods that were called 5,000 times
	 * ({@code Tier4InvocationThreshold}), and takes up to 15,000 calls to be sure
	 * ({@code Tier4CompileThreshold}).
	 */
	private static final long REQUESTS = 15_000;

	private static final double RESTING = 0.1;

	private static final int RESTS = 3;

	private int rests;

	private boolean warm;

	/**
	 * Takes note of how it went since this was told last.
	 * @param compiling how much the compilers have worked, as a share of the time
	 * @param requests how many requests were served in all
	 * @return whether the JVM is warm, which it then stays
	 */
	boolean isWarm(double compiling, long requests) {
		this.rests = (compiling < RESTING) ? this.rests + 1 : 0;
		this.warm = this.warm || (this.rests >= RESTS && requests >= REQUESTS);
		return this.warm;
	}

}
