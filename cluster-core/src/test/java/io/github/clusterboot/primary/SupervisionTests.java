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

package io.github.clusterboot.primary;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.Fleet;
import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervision}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SupervisionTests {

	private final Supervision supervision = new Supervision(Runnable::run);

	private final List<Action> actions = new ArrayList<>();

	@Test
	void deadlinesAreMetThoughTheQueueIsNeverEmpty() {
		Event flood = new Event() {

			@Override
			public void happen(Fleet fleet, long now) {
				SupervisionTests.this.supervision.accept(this);
			}

		};
		this.supervision.accept((fleet, now) -> fleet.begin());
		this.supervision.accept(flood);
		assertThat(this.supervision.run(fleet(), this::perform, (now) -> {
		})).isEqualTo(1);
		assertThat(this.actions).containsExactly(new Action.Fork(1, 0, 1), new Action.Kill(1),
				new Action.CloseListeners());
	}

	@Test
	void whatGoesWrongOnceDoesNotEndTheCluster() {
		this.supervision.accept((fleet, now) -> {
			throw new IllegalStateException("an event");
		});
		this.supervision.accept((fleet, now) -> fleet.begin());
		assertThat(this.supervision.run(fleet(), (action) -> {
			perform(action);
			throw new IllegalStateException("an effect");
		}, (now) -> {
			throw new IllegalStateException("a look");
		})).isEqualTo(1);
		assertThat(this.actions).hasSize(3);
	}

	/**
	 * A worker that never listens.
	 */
	private void perform(Action action) {
		this.actions.add(action);
		if (action instanceof Action.Kill) {
			this.supervision.accept((fleet, now) -> fleet.workers().exited(1, Exit.of(Exit.KILLED), false, now));
		}
	}

	private static Fleet fleet() {
		RestartPolicy policy = new RestartPolicy(Mode.ON_FAILURE, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1);
		return new Fleet(new FleetSettings(1, 0, policy, Duration.ofMillis(50), Duration.ofSeconds(1),
				Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ZERO, RecyclePolicy.NEVER, Duration.ZERO),
				(event) -> {
				}, () -> 0, InstantSource.system());
	}

}
