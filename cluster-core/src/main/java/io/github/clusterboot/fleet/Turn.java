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

/**
 * One reconciliation: when it is, and what it has found to be done so far.
 */
final class Turn {

	private final long now;

	private final List<Action> actions = new ArrayList<>();

	private boolean changed;

	Turn(long now) {
		this.now = now;
	}

	long now() {
		return this.now;
	}

	void act(Action action) {
		this.actions.add(action);
		this.changed = true;
	}

	/**
	 * A rule has changed a fact, so that others are looked at again.
	 */
	void changed() {
		this.changed = true;
	}

	/**
	 * Whether something has changed since this was asked last.
	 */
	boolean takeChanged() {
		boolean changed = this.changed;
		this.changed = false;
		return changed;
	}

	List<Action> actions() {
		return this.actions;
	}

}
