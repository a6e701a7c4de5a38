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

package io.github.clusterboot.jvm;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * How many workers there are and what each may use.
 *
 * @param workers how many workers are wanted to serve, at least 1
 * @param share what each may use
 * @param warning what the user should know about the memory that this takes, as text for
 * the log; {@code null} where it fits
 */
public record JvmBudget(int workers, JvmShare share, @Nullable String warning) {

	/**
	 * Finds the number of workers and their share. As many heaps as there are workers,
	 * those that stand by included, and one more of their size for the primary, should
	 * fit in the memory: a number that is left to us is lowered until they do, or to
	 * where they come nearest; a number that the user gave stands.
	 * @param resources what one JVM may use
	 * @param inherited the arguments of this JVM
	 * @param workerArguments the arguments that workers have in addition
	 * ({@code cluster.worker.jvm-args})
	 * @param wanted the number that the user gave, at least 1; empty for {@code auto},
	 * the number of processors
	 * @param standby how many more workers stand by, which need their heaps but no
	 * processors
	 * @return the budget
	 */
	public static JvmBudget of(JvmResources resources, List<String> inherited, List<String> workerArguments,
			OptionalInt wanted, int standby) {
		JvmArguments launch = new JvmArguments(inherited);
		JvmArguments last = new JvmArguments(workerArguments);
		IntToLongFunction heap = (workers) -> JvmShare.heapPerWorker(resources, launch, last, workers + standby);
		// not a long, which a heap of terabytes times a wrong number would overflow
		IntToDoubleFunction total = (workers) -> (workers + standby + 1.0) * heap.applyAsLong(workers);
		int most = wanted.orElse(resources.processors());
		int workers = (wanted.isPresent()) ? most : bestFit(most, total, resources.memory());
		JvmShare share = JvmShare.of(resources, inherited, workerArguments, workers, standby);
		boolean fits = workers == most && total.applyAsDouble(workers) <= resources.memory();
		String warning = (fits) ? null : warning(resources.memory(), most, workers, standby, heap.applyAsLong(most));
		return new JvmBudget(workers, share, warning);
	}

	/**
	 * Heaps that are shares of one heap take less in total the more there are.
	 */
	private static int bestFit(int most, IntToDoubleFunction total, double memory) {
		int nearest = most;
		for (int workers = most; workers >= 1; workers--) {
			if (total.applyAsDouble(workers) <= memory) {
				return workers;
			}
			nearest = (total.applyAsDouble(workers) < total.applyAsDouble(nearest)) ? workers : nearest;
		}
		return nearest;
	}

	private static String warning(long memory, int most, int workers, int standby, long heap) {
		String lowered = (workers < most) ? "Lowered the number of workers from %d to %d: ".formatted(most, workers)
				: "";
		String standingBy = (standby > 0) ? ", %d standing by".formatted(standby) : "";
		int heaps = most + standby + 1;
		return "%s%d worker%s%s and the primary may together need %s of heap (%d x %s), and there are %s of memory. Give them a smaller heap, or set cluster.workers."
			.formatted(lowered, most, (most != 1) ? "s" : "", standingBy, megabytes((double) heaps * heap), heaps,
					megabytes(heap), megabytes(memory));
	}

	private static String megabytes(double bytes) {
		return "%d MB".formatted((long) (bytes / (1 << 20)));
	}

}
