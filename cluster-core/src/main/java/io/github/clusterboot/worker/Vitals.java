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
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * How this worker does. Heartbeats are made up by one thread; the rest is thread-safe.
 */
final class Vitals {

	private final Supplier<List<ManagedServer>> servers;

	private final CompilerLoad compilerLoad;

	private final Warmth warmth = new Warmth();

	private final CompletableFuture<Void> warm = new CompletableFuture<>();

	Vitals(Supplier<List<ManagedServer>> servers) {
		this(servers, new CompilerLoad());
	}

	Vitals(Supplier<List<ManagedServer>> servers, CompilerLoad compilerLoad) {
		this.servers = servers;
		this.compilerLoad = compilerLoad;
	}

	Heartbeat heartbeat() {
		List<ManagedServer> servers = this.servers.get();
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		long requests = servers.stream().mapToLong(ManagedServer::requests).sum();
		Heartbeat heartbeat = new Heartbeat(ResidentMemory.bytes(), heap.getUsed(), heap.getMax(),
				ProcessorLoad.recent(), servers.stream().mapToInt(ManagedServer::connections).sum(), requests,
				servers.stream().mapToLong((server) -> server.oldestRequest().toMillis()).max().orElse(0),
				this.compilerLoad.sinceLast());
		if (this.warmth.isWarm(heartbeat.compiles(), requests, ProcessorLoad.total())) {
			becomeWarm();
		}
		return heartbeat;
	}

	void becomeWarm() {
		this.warm.complete(null);
	}

	/**
	 * Is completed when this JVM has compiled what it runs.
	 */
	CompletableFuture<Void> warm() {
		return this.warm.copy();
	}

}
