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
import java.util.OptionalLong;

/**
 * What one of several workers may use of what one JVM would: N workers together ask for
 * no more than the application did when it was a single JVM.
 *
 * @param arguments the JVM arguments that say so; what is missing is left to the worker's
 * other arguments and to its JVM
 */
public record JvmShare(List<String> arguments) {

	/**
	 * The smallest maximum heap that a worker is given, in bytes.
	 */
	static final long MAX_HEAP_FLOOR = 64L << 20;

	private static final long INITIAL_HEAP_FLOOR = 8L << 20;

	private static final String[] MAX_HEAP = { "-Xmx", "-XX:MaxHeapSize=" };

	private static final String[] INITIAL_HEAP = { "-Xms", "-XX:InitialHeapSize=" };

	private static final String MAX_PERCENTAGE = "-XX:MaxRAMPercentage=";

	private static final String PROCESSORS = "-XX:ActiveProcessorCount=";

	private static final String SOFT_MAX_HEAP = "-XX:SoftMaxHeapSize=";

	/**
	 * A share that is the whole: a worker has what one JVM would.
	 */
	public static final JvmShare WHOLE = new JvmShare(List.of());

	/**
	 * Creates a new {@link JvmShare}.
	 */
	public JvmShare {
		arguments = List.copyOf(arguments);
	}

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
		List<String> arguments = new ArrayList<>();
		if (workers > 1 && !launch.has(PROCESSORS) && !last.has(PROCESSORS)) {
			arguments.add(PROCESSORS + (resources.processors() + workers - 1) / workers);
		}
		int jvms = workers + standby;
		if (jvms > 1 || last.has(MAX_HEAP) || last.has(MAX_PERCENTAGE) || last.has(INITIAL_HEAP)) {
			addHeap(arguments, resources, launch, last, jvms);
		}
		return new JvmShare(arguments);
	}

	/**
	 * A JVM refuses to start where its heap is larger at first than it may ever be.
	 */
	private static void addHeap(List<String> arguments, JvmResources resources, JvmArguments launch, JvmArguments last,
			int jvms) {
		long max = heapPerWorker(resources, launch, last, jvms);
		OptionalLong initialOfUser = launch.size(INITIAL_HEAP);
		boolean sized = launch.has(MAX_HEAP) || last.has(MAX_HEAP) || last.has(MAX_PERCENTAGE);
		if (!sized) {
			long atLeast = last.size(INITIAL_HEAP).orElse(0);
			arguments.add("-Xmx" + JvmArguments.formatSize(Math.max(max, atLeast)));
		}
		if (!last.has(INITIAL_HEAP)) {
			long share = Math.max(INITIAL_HEAP_FLOOR, fullMegabytes(resources.initialHeap() / jvms));
			long initial = sized ? initialOfUser.orElse(share) : share;
			arguments.add("-Xms" + JvmArguments.formatSize(Math.min(initial, max)));
		}
	}

	/**
	 * The maximum heap of each of several workers, in bytes.
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
	 * Applies this share to the arguments that a worker inherits. Of arguments that set
	 * the same thing a JVM takes the last one, and a size before a percentage.
	 * @param inherited the arguments of this JVM
	 * @return those, then the share's own
	 */
	public List<String> applyTo(List<String> inherited) {
		List<String> applied = new ArrayList<>(inherited);
		if (this.arguments.stream().anyMatch((argument) -> argument.startsWith("-Xmx"))) {
			// it may be larger, with which a JVM refuses to start
			applied.removeIf((argument) -> argument.startsWith(SOFT_MAX_HEAP));
		}
		applied.addAll(this.arguments);
		return applied;
	}

}
