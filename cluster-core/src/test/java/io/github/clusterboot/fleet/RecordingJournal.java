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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * Records what people are told.
 */
final class RecordingJournal implements Consumer<FleetEvent> {

	private final List<String> lines = new ArrayList<>();

	private final List<Kind> kinds = new ArrayList<>();

	@Override
	public void accept(FleetEvent event) {
		this.kinds.add(event.kind());
		if (event.kind() == Kind.LEADER_CHANGED || event.kind() == Kind.DISCONNECTED) {
			// what happens beside, in many tests
			return;
		}
		String text = event.text();
		if (event.worker() != null) {
			this.lines.add(event.worker() + " " + text);
		}
		else {
			this.lines.add((event.slot() != null) ? "slot " + event.slot() + " " + text : text);
		}
	}

	List<Kind> kinds() {
		return this.kinds;
	}

	List<String> taken() {
		List<String> taken = List.copyOf(this.lines);
		this.lines.clear();
		return taken;
	}

}
