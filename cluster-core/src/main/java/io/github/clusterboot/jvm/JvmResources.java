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

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

import com.sun.management.OperatingSystemMXBean;

/**
 * What one JVM of this application may use where nobody divides it.
 *
 * @param processors the processors it may use, cgroup quota and cpuset counted; at least
 * 1
 * @param memory the memory in bytes that its container or machine has;
 * {@link Long#MAX_VALUE} where unknown
 * @param maxHeap the maximum size of its heap in bytes, by its arguments or its own
 * choice
 * @param initialHeap the initial size of its heap in bytes
 */
public record JvmResources(int processors, long memory, long maxHeap, long initialHeap) {

	/**
	 * The resources of this JVM.
	 * @return the resources
	 */
	public static JvmResources current() {
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		long memory = (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
				? system.getTotalMemorySize() : Long.MAX_VALUE;
		return new JvmResources(Runtime.getRuntime().availableProcessors(), memory, heap.getMax(), heap.getInit());
	}

}
