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

import java.util.Map;

/**
 * The cluster in numbers, for those who watch it over time. What counts events has done
 * so since the primary started, or since the slot was added.
 *
 * @param wanted how many workers are wanted to serve
 * @param workers how many workers are in each state, those that stand by apart
 * ({@code STANDBY}), and how many slots were given up ({@code FAILED}); a state in which
 * there is none may be absent
 * @param restarts how many failed workers were replaced in each slot
 * @param succeededReloads how many reloads have succeeded
 * @param failedReloads how many reloads have failed
 */
public record ClusterCounts(int wanted, Map<String, Integer> workers, Map<Integer, Integer> restarts,
		int succeededReloads, int failedReloads) {

	/**
	 * Nothing is there, and nothing has happened.
	 */
	public static final ClusterCounts NONE = new ClusterCounts(0, Map.of(), Map.of(), 0, 0);

}
