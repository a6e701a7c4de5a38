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

package io.github.clusterboot.web.tomcat;

import java.time.Duration;

/**
 * How many threads are to serve requests. A thread beyond those that the processors can
 * run gets no request done sooner: it takes time from the others, and from the compilers
 * of a JVM that has just started. So the pool shrinks while its threads, and the
 * compilers, wait for a processor, and grows while they wait for something else (a
 * database, a lock, a client) or a request has waited for long. .NET's thread pool adds
 * no threads on a busy processor likewise.
 */
final class RequestThreadCount {

	/**
	 * A request that has waited for so long gets a thread in any case, lest short
	 * requests wait behind long ones.
	 */
	static final Duration PATIENCE = Duration.ofMillis(500);

	private static final double FEW = 1;

	private static final double MANY = 2;

	private final int min;

	private final int max;

	/**
	 * Creates the rule.
	 * @param processors the processors that are this JVM's share
	 * @param max the most threads that there may be
	 */
	RequestThreadCount(int processors, int max) {
		// enough to have one at hand whenever another is between two requests
		this.min = Math.min(2 * processors + 2, max);
		this.max = max;
	}

	/**
	 * The number of threads below which there are never too many.
	 */
	int min() {
		return this.min;
	}

	/**
	 * The number of threads that there may be at most.
	 */
	int max() {
		return this.max;
	}

	/**
	 * The number of threads that there should be.
	 * @param threads how many there are
	 * @param requests how many requests wait for a thread
	 * @param oldest how long the first of them has waited
	 * @param competing how many threads waited for a processor of late, on average
	 * @return the number, between {@link #min()} and {@link #max()}
	 */
	int next(int threads, int requests, Duration oldest, double competing) {
		if (requests > 0 && oldest.compareTo(PATIENCE) > 0) {
			return bounded(threads + 1);
		}
		if (competing > MANY) {
			return bounded(threads - Math.max(1, threads / 16));
		}
		if (requests > 0 && competing < FEW) {
			return bounded(threads + Math.min(requests, threads));
		}
		return bounded(threads);
	}

	private int bounded(int threads) {
		return Math.max(this.min, Math.min(threads, this.max));
	}

}
