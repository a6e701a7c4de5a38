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

package io.github.clusterboot.ipc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.clusterboot.ipc.Message.LogLevel;

/**
 * The log levels that were set, for who comes later. A level that was reset is one of
 * them: the configuration with which a worker starts may say otherwise.
 */
public final class LogLevels {

	/**
	 * Any name may be given, and each is told to every worker to come.
	 */
	private static final int MOST = 1000;

	private final Map<String, LogLevel> byLogger = new LinkedHashMap<>();

	/**
	 * Notes a level. It replaces an earlier one of the same logger.
	 * @param level the level
	 */
	public void set(LogLevel level) {
		// the last to be set is the last to be told: a group and a logger of it may
		// differ
		this.byLogger.remove(level.logger());
		this.byLogger.put(level.logger(), level);
		if (this.byLogger.size() > MOST) {
			this.byLogger.remove(this.byLogger.keySet().iterator().next());
		}
	}

	/**
	 * The levels in the order in which they were set last.
	 * @return one level for each logger
	 */
	public List<LogLevel> all() {
		return List.copyOf(this.byLogger.values());
	}

}
