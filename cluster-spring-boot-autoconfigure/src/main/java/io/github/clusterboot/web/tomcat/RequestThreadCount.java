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

/**
 * How many threads are to serve requests. A thread beyond those that the processors can
 * run gets no request done sooner: it takes time from the others, and from the compilers
 * of a JVM that has just started. So the pool grows while its threads wait for something
 * other than a processor (a database, a lock, a client), and shrinks while many of them
 * compete for one. .NET's thread pool adds no threads on a busy processor likewise.
 */
final class RequestThreadCount {

	private final int runnable;

	private final int max;

	/**
	 * Creates the rule.
	 * @param processors the processors that the JVM may use
	 * @param max the most threads that there may be
	 */
	RequestThreadCount(int processors, int max) {
		// enough to have one at hand whenever another is between two requests
		this.runnable = Math.min(2 * processors + 2, max);
		this.max = max;
	}

	/**
	 * The number of threads that there are at any time.
	 */
	int min() {
		return this.runnable;
	}

	/**
	 * As far as running threads have to be counted.
	 */
	int enough() {
		return this.runnable + 1;
	}

	/**
	 * The number of threads that there should be.
	 * @param threads how many there are
	 * @param waiting how many requests wait for a thread
	 * @param running how many of the threads run or wait for a processor, on average over
	 * the last looks: all of them stand still for a moment when the JVM collects garbage
	 * @param stalled whether no request has been taken from the queue for a while
	 * @return the number, between {@link #min()} and the maximum
	 */
	int next(int threads, int waiting, double running, boolean stalled) {
		if (waiting > 0 && stalled) {
			return bounded(threads + 1);
		}
		if (running > this.runnable) {
			return bounded(threads - Math.max(1, threads / 8));
		}
		if (waiting > 0 && 2 * running <= this.runnable) {
			int enough = (int) (threads * this.runnable / Math.max(1, running));
			return bounded(Math.max(threads + 1, Math.min(enough, threads + waiting)));
		}
		return bounded(threads);
	}

	private int bounded(int threads) {
		return Math.max(this.runnable, Math.min(threads, this.max));
	}

}
