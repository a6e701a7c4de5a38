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

package io.github.clusterboot.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Why something in sessions cannot be read. All workers meet the same reasons, with each
 * request; a person needs each of them once. Thread-safe.
 */
final class UnreadableReasons {

	/**
	 * Enough to see what is wrong, if the reasons differ from session to session.
	 */
	private static final int MOST = 20;

	private final @Nullable Worker worker;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	UnreadableReasons(@Nullable Worker worker) {
		this.worker = worker;
	}

	boolean isNew(String reason) {
		return this.told.size() < MOST && this.told.add(reason)
				&& OncePerLaunch.isFirst(this.worker, "unreadable-" + Integer.toHexString(reason.hashCode()));
	}

}
