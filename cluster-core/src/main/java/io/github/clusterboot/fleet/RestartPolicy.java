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

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides whether a worker that exited unasked is replaced, and when.
 * <p>
 * A slot's failures are counted until one of its workers has been stable. The failure
 * that ends a stable worker is forgiven: its replacement starts at once. Any other one
 * waits {@code initialDelay}, doubled for each failure before it, up to {@code maxDelay},
 * and up to a fifth less, so that slots that fail together do not start together. After
 * {@code maxFailures} in a row the slot is given up.
 *
 * @param mode which exits lead to a replacement
 * @param initialDelay the delay after the first failure
 * @param maxDelay the longest delay
 * @param stableAfter how long a worker has to listen, or to stand by if it never listens,
 * before it counts as stable
 * @param maxFailures consecutive failures after which a slot is given up
 */
public record RestartPolicy(Mode mode, Duration initialDelay, Duration maxDelay, Duration stableAfter,
		int maxFailures) {

	private static final double JITTER = 0.2;

	/**
	 * Decides about one exit.
	 * @param exit how the worker ended
	 * @param stable whether it had been stable
	 * @param failures the slot's consecutive failures before this exit
	 * @param random gives numbers from 0 to 1, for the jitter
	 * @return what is to be done
	 */
	public Verdict decide(Exit exit, boolean stable, int failures, DoubleSupplier random) {
		boolean replace = this.mode == Mode.ALWAYS || (this.mode == Mode.ON_FAILURE && exit.failed());
		if (!replace) {
			return new Verdict.LetGo();
		}
		if (stable) {
			return new Verdict.Restart(Duration.ZERO, 0);
		}
		int failuresNow = failures + 1;
		if (failuresNow >= this.maxFailures) {
			return new Verdict.GiveUp(failuresNow);
		}
		return new Verdict.Restart(delay(failuresNow, random), failuresNow);
	}

	private Duration delay(int failures, DoubleSupplier random) {
		double doubled = this.initialDelay.toMillis() * Math.pow(2, failures - 1);
		double jitter = 1 - JITTER * random.getAsDouble();
		return Duration.ofMillis((long) (Math.min(doubled, this.maxDelay.toMillis()) * jitter));
	}

	/**
	 * Which exits that nobody asked for lead to a replacement.
	 */
	public enum Mode {

		/**
		 * A signal or an exit code other than 0.
		 */
		ON_FAILURE,

		/**
		 * Every exit.
		 */
		ALWAYS,

		/**
		 * None.
		 */
		NEVER

	}

	/**
	 * What is to be done about an exit.
	 */
	public sealed interface Verdict {

		/**
		 * What is to be done, for people to read.
		 * @return a few words
		 */
		default String describe() {
			return "not restarted";
		}

		/**
		 * Start a replacement.
		 *
		 * @param delay how long to wait before it
		 * @param failures the slot's consecutive failures, this one included
		 */
		record Restart(Duration delay, int failures) implements Verdict {

			@Override
			public String describe() {
				return this.delay.isZero() ? "restart now" : "restart in " + this.delay.toMillis() + " ms";
			}

		}

		/**
		 * Start none: the slot failed too often.
		 *
		 * @param failures the slot's consecutive failures, this one included
		 */
		record GiveUp(int failures) implements Verdict {
		}

		/**
		 * Start none: the worker ended in a way that is not replaced.
		 */
		record LetGo() implements Verdict {
		}

	}

}
