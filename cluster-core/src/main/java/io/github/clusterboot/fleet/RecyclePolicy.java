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

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * Decides whether a worker has done enough and is replaced by a fresh one.
 *
 * @param maxMemory resident memory in bytes, or 0 for no limit
 * @param maxRequests requests served, or 0 for no limit
 * @param maxLifetime time since the fork, or zero for no limit
 */
public record RecyclePolicy(long maxMemory, long maxRequests, Duration maxLifetime) {

	/**
	 * No worker is recycled.
	 */
	public static final RecyclePolicy NEVER = new RecyclePolicy(0, 0, Duration.ZERO);

	/**
	 * Why a worker is to be recycled.
	 * @param vitals what the worker told last
	 * @param uptime the time since its fork
	 * @return the reason, or {@code null} if it is not
	 */
	@Nullable String reason(Heartbeat vitals, Duration uptime) {
		if (this.maxMemory > 0 && vitals.rss() > this.maxMemory) {
			return "it uses %d MB of memory".formatted(vitals.rss() >> 20);
		}
		if (this.maxRequests > 0 && vitals.requests() >= this.maxRequests) {
			return "it has served %d requests".formatted(vitals.requests());
		}
		if (this.maxLifetime.toMillis() > 0 && uptime.compareTo(this.maxLifetime) >= 0) {
			return "it was forked %d s ago".formatted(uptime.toSeconds());
		}
		return null;
	}

}
