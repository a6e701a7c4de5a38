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

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts the time during which this process was awake. Where the process was stopped
 * (SIGSTOP, a laptop's sleep, a long pause of the JVM) nobody can be judged by the time
 * that passed: what the workers did meanwhile is still unread. So the time between two
 * looks at the clock counts for {@code longestStep} at most; its owner looks at it more
 * often than that. It is monotonic, whatever happens to the time of day.
 */
final class AwakeClock {

	private final LongSupplier nanoTime;

	private final long longestStepNanos;

	private long lastLook;

	private long awakeNanos;

	AwakeClock(LongSupplier nanoTime, Duration longestStep) {
		this.nanoTime = nanoTime;
		this.longestStepNanos = longestStep.toNanos();
		this.lastLook = nanoTime.getAsLong();
	}

	/**
	 * The time that this process was awake since the clock was made.
	 * @return the time in milliseconds
	 */
	long millis() {
		long now = this.nanoTime.getAsLong();
		this.awakeNanos += Math.min(now - this.lastLook, this.longestStepNanos);
		this.lastLook = now;
		return this.awakeNanos / 1_000_000;
	}

}
