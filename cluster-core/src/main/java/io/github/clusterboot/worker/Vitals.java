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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * How this worker does.
 */
final class Vitals {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final String RESIDENT = "VmRSS:";

	private Vitals() {
	}

	static Heartbeat heartbeat(List<ManagedServer> servers) {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		return new Heartbeat(residentBytes(), heap.getUsed(), heap.getMax(), Math.max(0, system.getProcessCpuLoad()),
				servers.stream().mapToInt(ManagedServer::connections).sum(),
				servers.stream().mapToLong(ManagedServer::requests).sum(),
				servers.stream().mapToLong((server) -> server.oldestRequest().toMillis()).max().orElse(0));
	}

	/**
	 * As Linux tells it (proc(5)); 0 elsewhere.
	 */
	static long residentBytes() {
		try (Stream<String> lines = Files.lines(STATUS)) {
			return lines.filter((line) -> line.startsWith(RESIDENT))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
