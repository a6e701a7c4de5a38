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

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/**
 * How much of the processors this process uses.
 */
final class ProcessorLoad {

	private ProcessorLoad() {
	}

	/**
	 * The recent load.
	 * @return a number from 0 to 1, or 0 where it is not known
	 */
	static double recent() {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return (system instanceof com.sun.management.OperatingSystemMXBean sun) ? Math.max(0, sun.getProcessCpuLoad())
				: 0;
	}

	/**
	 * The processor time that this process has used.
	 * @return the time, or zero where it is not known
	 */
	static Duration total() {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return (system instanceof com.sun.management.OperatingSystemMXBean sun)
				? Duration.ofNanos(Math.max(0, sun.getProcessCpuTime())) : Duration.ZERO;
	}

}
