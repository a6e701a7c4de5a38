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

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has happened since the primary started. Its numbers only grow, also when slots
 * come and go.
 */
final class Tally {

	private final Map<Integer, Integer> restartsOfRetired = new TreeMap<>();

	private int succeededReloads;

	private int failedReloads;

	void retired(Slot slot) {
		this.restartsOfRetired.merge(slot.index(), slot.restarts(), Integer::sum);
	}

	void reloaded(ReloadStatus.State outcome) {
		if (outcome == ReloadStatus.State.SUCCEEDED) {
			this.succeededReloads++;
		}
		else {
			this.failedReloads++;
		}
	}

	/**
	 * How many failed workers were replaced, by the index of the slot.
	 * @param slots the slots that are wanted now
	 */
	Map<Integer, Integer> restarts(Collection<Slot> slots) {
		Map<Integer, Integer> restarts = new TreeMap<>(this.restartsOfRetired);
		slots.forEach((slot) -> restarts.merge(slot.index(), slot.restarts(), Integer::sum));
		return restarts;
	}

	int succeededReloads() {
		return this.succeededReloads;
	}

	int failedReloads() {
		return this.failedReloads;
	}

}
