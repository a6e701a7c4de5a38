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

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one of several workers may use of what one JVM would: N workers together ask for
 * no more than the application did when it was a single JVM. Empty values are left to the
 * worker's other arguments and to its JVM.
 *
 * @param processors the processors that a worker counts on
 * @param maxHeap the maximum size of a worker's heap in bytes
 * @param initialHeap the initial size of a worker's heap in bytes
 * @param fixedMinimum whether the heap never gets smaller than its initial size, which is
 * what {@code -Xms} means
 */
public record JvmShare(OptionalInt processors, OptionalLong maxHeap, OptionalLong initialHeap, boolean fixedMinimum) {

	/**
	 * The smallest maximum heap that a worker is given, in bytes.
	 */
	static final long MAX_HEAP_FLOOR = 64L << 20;

	private static final long INITIAL_HEAP_FLOOR = 8L << 20;

	private static final String[] MAX_HEAP = { "-Xmx", "-XX:MaxHeapSize=" };

	private static final String[] INITIAL_HEAP = { "-Xms", "-XX:InitialHeapSize=" };

	private static final String MAX_PERCENTAGE = "-XX:MaxRAMPercentage=";

	private static final String[] MAX_HEAP_OF_MACHINE = { MAX_PERCENTAGE, "-XX:MinRAMPercentage=",
			"-XX:MaxRAMFraction=", "-XX:MinRAMFraction=" };

	private static final String[] INITIAL_HEAP_OF_MACHINE = { "-XX:InitialRAMPercentage=", "-XX:InitialRAMFraction=" };

	private static final String PROCESSORS = "-XX:ActiveProcessorCount=";

	private static final String MIN_HEAP = "-XX:MinHeapSize=";

	private static final String SOFT_MAX_HEAP = "-XX:SoftMaxHeapSize=";

	/**
	 * A share that is the whole: a worker has what one JVM would.
	 */
	public static final JvmShare WHOLE = new JvmShare(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(),
			false);

	/**
	 * The share of each of several workers. A heap that the user sized with {@code -Xmx}
	 * is each worker's; one that follows from the machine, by percentages or the JVM's
	 * own choice, is divided.
	 * @param resources what one JVM may use
	 * @param inherited the arguments of this JVM
	 * @param workerArguments the arguments that workers have in addition, which come last
	 * on their command line
	 * @param workers how many workers serve, at least 1: they share the processors
	 * @param standby how many more stand by: all of them share the heap
	 * @return the share of one
	 */
	public static JvmShare of(JvmResources resources, List<String> inherited, List<String> workerArguments, int workers,
			int standby) {
		JvmArguments launch = new JvmArguments(inherited);
		JvmArguments last = new JvmArguments(workerArguments);
		if (workers < 1) {
			throw new IllegalArgumentException("There must be at least 1 worker, not " + workers);
		}
		OptionalInt processors = processors(resources, launch, last, workers);
		boolean ownMaxHeap = last.has(MAX_HEAP) || last.has(MAX_PERCENTAGE);
		boolean sizedMaxHeap = ownMaxHeap || launch.has(MAX_HEAP);
		int jvms = workers + standby;
		if (jvms == 1 && !ownMaxHeap && !last.has(INITIAL_HEAP)) {
			return WHOLE;
		}
		long maxHeap = heapPerWorker(resources, launch, last, jvms);
		if (last.has(INITIAL_HEAP)) {
			// it cannot be lowered any more, so that the maximum has to give way
			long initialHeap = last.size(INITIAL_HEAP).orElse(0);
			OptionalLong share = (sizedMaxHeap) ? OptionalLong.empty()
					: OptionalLong.of(Math.max(maxHeap, initialHeap));
			return new JvmShare(processors, share, OptionalLong.empty(), false);
		}
		OptionalLong share = (sizedMaxHeap) ? OptionalLong.empty() : OptionalLong.of(maxHeap);
		OptionalLong initialHeap = initialHeap(resources, launch, maxHeap, sizedMaxHeap, jvms);
		return new JvmShare(processors, share, initialHeap, launch.has("-Xms"));
	}

	private static OptionalInt processors(JvmResources resources, JvmArguments inherited, JvmArguments last,
			int workers) {
		int share = (resources.processors() + workers - 1) / workers;
		boolean keep = share >= resources.processors() || inherited.has(PROCESSORS) || last.has(PROCESSORS);
		return (keep) ? OptionalInt.empty() : OptionalInt.of(share);
	}

	private static OptionalLong initialHeap(JvmResources resources, JvmArguments inherited, long maxHeap,
			boolean sizedMaxHeap, int workers) {
		OptionalLong sized = inherited.size(INITIAL_HEAP);
		if (sizedMaxHeap && sized.isPresent()) {
			return (sized.getAsLong() > maxHeap) ? OptionalLong.of(maxHeap) : OptionalLong.empty();
		}
		long share = Math.max(INITIAL_HEAP_FLOOR, fullMegabytes(resources.initialHeap() / workers));
		return OptionalLong.of(Math.min(share, maxHeap));
	}

	/**
	 * The maximum heap of each of several workers.
	 * @param resources what one JVM may use
	 * @param inherited the arguments of this JVM
	 * @param last the arguments that workers have in addition
	 * @param workers how many workers there are
	 * @return the size in bytes
	 */
	static long heapPerWorker(JvmResources resources, JvmArguments inherited, JvmArguments last, int workers) {
		if (last.has(MAX_HEAP)) {
			return last.size(MAX_HEAP).orElse(resources.maxHeap());
		}
		if (inherited.has(MAX_HEAP)) {
			return inherited.size(MAX_HEAP).orElse(resources.maxHeap());
		}
		if (last.has(MAX_PERCENTAGE) && resources.memory() != Long.MAX_VALUE) {
			return (long) (resources.memory() * last.number(MAX_PERCENTAGE).orElse(25) / 100);
		}
		return Math.max(MAX_HEAP_FLOOR, fullMegabytes(resources.maxHeap() / workers));
	}

	private static long fullMegabytes(long bytes) {
		return bytes >> 20 << 20;
	}

	/**
	 * Applies this share to the arguments that a worker inherits.
	 * @param inherited the arguments of this JVM
	 * @return those that this share does not replace, then its own
	 */
	public List<String> applyTo(List<String> inherited) {
		List<String> arguments = new ArrayList<>();
		inherited.stream().filter((argument) -> !isReplaced(argument)).forEach(arguments::add);
		this.processors.ifPresent((processors) -> arguments.add(PROCESSORS + processors));
		this.maxHeap.ifPresent((size) -> arguments.add("-Xmx" + JvmArguments.formatSize(size)));
		this.initialHeap.ifPresent((size) -> arguments
			.add(((this.fixedMinimum) ? "-Xms" : "-XX:InitialHeapSize=") + JvmArguments.formatSize(size)));
		return arguments;
	}

	private boolean isReplaced(String argument) {
		JvmArguments single = new JvmArguments(List.of(argument));
		return (this.maxHeap.isPresent() && single.has(MAX_HEAP_OF_MACHINE))
				|| (this.initialHeap.isPresent() && (single.has(INITIAL_HEAP) || single.has(INITIAL_HEAP_OF_MACHINE)))
				// with these, a JVM with the heap of this share refuses to start
				|| exceeds(single.size(MIN_HEAP), this.initialHeap) || exceeds(single.size(MIN_HEAP), this.maxHeap)
				|| exceeds(single.size(SOFT_MAX_HEAP), this.maxHeap);
	}

	private static boolean exceeds(OptionalLong size, OptionalLong limit) {
		return size.isPresent() && limit.isPresent() && size.getAsLong() > limit.getAsLong();
	}

}
