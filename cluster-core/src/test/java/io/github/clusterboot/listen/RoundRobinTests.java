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

package io.github.clusterboot.listen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoundRobin}.
 */
class RoundRobinTests {

	private final List<String> actions = new ArrayList<>();

	private final RoundRobin<String, Integer> roundRobin = new RoundRobin<>(new Recorder());

	@Test
	void workerIsHandedNoMoreThanItMayHaveToAcknowledge() {
		join("A");
		accepted(1, 2, 3);
		assertThat(taken()).containsExactly("1 to A", "2 to A", "stop");
		this.roundRobin.acknowledged("A");
		assertThat(taken()).containsExactly("release 1", "3 to A");
		this.roundRobin.acknowledged("A");
		assertThat(taken()).containsExactly("release 2", "accept");
		assertThat(this.roundRobin.isSettled()).isFalse();
		this.roundRobin.acknowledged("A");
		assertThat(taken()).containsExactly("release 3");
		assertThat(this.roundRobin.isSettled()).isTrue();
	}

	@Test
	void connectionGoesToTheWorkerWithTheFewestToAcknowledge() {
		join("A", "B");
		accepted(1, 2);
		this.roundRobin.acknowledged("B");
		taken();
		accepted(3, 4, 5);
		assertThat(taken()).as("A, which may hang, is handed no more than B")
			.containsExactly("3 to B", "4 to A", "5 to B", "stop");
	}

	@Test
	void allConnectionsOfAWorkerThatLeavesAreHandedOnInTheirOrder() {
		join("A");
		accepted(1, 2, 3);
		taken();
		this.roundRobin.leave("A");
		this.roundRobin.join("B");
		this.roundRobin.acknowledged("B");
		assertThat(taken()).containsExactly("1 to B", "2 to B", "release 1", "3 to B");
	}

	@Test
	void acceptsOnceAWorkerHasJoined() {
		assertThat(taken()).isEmpty();
		this.roundRobin.join("A");
		assertThat(taken()).containsExactly("accept");
		this.roundRobin.join("B");
		assertThat(taken()).isEmpty();
	}

	@Test
	void connectionGoesToTheWorkerThatWasHandedOneLongestAgo() {
		join("A", "B", "C");
		accepted(1, 2);
		assertThat(taken()).containsExactly("1 to A", "2 to B");
		this.roundRobin.acknowledged("B");
		this.roundRobin.acknowledged("A");
		accepted(3, 4, 5);
		assertThat(taken()).containsExactly("release 2", "release 1", "3 to C", "4 to A", "5 to B");
	}

	@Test
	void nothingIsAcceptedWhileNoWorkerMayBeHandedMore() {
		join("A", "B");
		accepted(1, 2, 3);
		assertThat(taken()).containsExactly("1 to A", "2 to B", "3 to A");
		accepted(4);
		assertThat(taken()).containsExactly("4 to B", "stop");
		this.roundRobin.acknowledged("B");
		assertThat(taken()).containsExactly("release 2", "accept");
		this.roundRobin.acknowledged("B");
		this.roundRobin.leave("B");
		assertThat(taken()).containsExactly("release 4", "stop");
	}

	@Test
	void connectionOfAWorkerThatLeavesIsHandedToAnotherAndNotReleased() {
		join("A", "B");
		accepted(1);
		this.roundRobin.leave("A");
		assertThat(taken()).containsExactly("1 to A", "1 to B");
		this.roundRobin.acknowledged("B");
		assertThat(taken()).containsExactly("release 1");
	}

	@Test
	void connectionThatIsHandedOnComesBeforeLaterOnes() {
		join("A", "B");
		accepted(1, 2, 3, 4, 5);
		taken();
		this.roundRobin.leave("A");
		this.roundRobin.acknowledged("B");
		this.roundRobin.acknowledged("B");
		this.roundRobin.acknowledged("B");
		assertThat(taken()).containsExactly("release 2", "1 to B", "release 4", "3 to B", "release 1", "5 to B");
	}

	@Test
	void connectionOfTheLastWorkerWaitsForTheNextOne() {
		join("A");
		accepted(1);
		this.roundRobin.leave("A");
		assertThat(taken()).containsExactly("1 to A", "stop");
		this.roundRobin.join("B");
		assertThat(taken()).containsExactly("1 to B", "accept");
	}

	@Test
	void workerThatHasLeftIsHandedNothing() {
		join("A", "B");
		this.roundRobin.leave("A");
		accepted(1);
		assertThat(taken()).containsExactly("1 to B");
	}

	@Test
	void acknowledgementOfNothingChangesNothing() {
		join("A", "B");
		accepted(1);
		this.roundRobin.acknowledged("A");
		taken();
		this.roundRobin.acknowledged("A");
		this.roundRobin.acknowledged("X");
		assertThat(taken()).isEmpty();
	}

	@Test
	void acknowledgementAfterLeavingChangesNothing() {
		join("A", "B");
		accepted(1);
		this.roundRobin.leave("A");
		taken();
		this.roundRobin.acknowledged("A");
		assertThat(taken()).isEmpty();
		assertThat(this.roundRobin.isSettled()).isFalse();
	}

	@Test
	void secondLeaveChangesNothing() {
		join("A", "B");
		accepted(1);
		this.roundRobin.leave("A");
		taken();
		this.roundRobin.leave("A");
		assertThat(taken()).isEmpty();
	}

	@Test
	void leaveOfAStrangerChangesNothing() {
		join("A");
		this.roundRobin.leave("X");
		assertThat(taken()).isEmpty();
	}

	@Test
	void closeReleasesEverythingThatNoWorkerHasTaken() {
		join("A", "B");
		accepted(1, 2, 3, 4);
		this.roundRobin.acknowledged("A");
		taken();
		this.roundRobin.close();
		assertThat(taken()).containsExactlyInAnyOrder("release 2", "release 3", "release 4");
		this.roundRobin.leave("A");
		this.roundRobin.leave("B");
		this.roundRobin.acknowledged("B");
		assertThat(taken()).as("released once").noneMatch((action) -> !action.equals("stop"));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void noConnectionIsEverLostOrHeldByTwo(long seed) {
		Random random = new Random(seed);
		Model model = new Model();
		for (int step = 0; step < 3000; step++) {
			switch (random.nextInt(6)) {
				case 0 -> model.join();
				case 1 -> model.leave(random);
				case 2, 3 -> model.connect(random.nextInt(10) == 0);
				default -> model.acknowledge(random);
			}
			model.check();
		}
		model.finish();
	}

	private void join(String... workers) {
		for (String worker : workers) {
			this.roundRobin.join(worker);
		}
		taken();
	}

	private void accepted(int... connections) {
		for (int connection : connections) {
			this.roundRobin.accepted(connection);
		}
	}

	private List<String> taken() {
		List<String> taken = List.copyOf(this.actions);
		this.actions.clear();
		return taken;
	}

	/**
	 * Records the effects.
	 */
	private final class Recorder implements RoundRobin.Effects<String, Integer> {

		@Override
		public void hand(Integer connection, String worker) {
			RoundRobinTests.this.actions.add(connection + " to " + worker);
		}

		@Override
		public void release(Integer connection) {
			RoundRobinTests.this.actions.add("release " + connection);
		}

		@Override
		public void accept(boolean accept) {
			RoundRobinTests.this.actions.add(accept ? "accept" : "stop");
		}

	}

	/**
	 * What the policy has to come to, kept beside it.
	 */
	private static final class Model implements RoundRobin.Effects<Integer, Integer> {

		private final RoundRobin<Integer, Integer> roundRobin = new RoundRobin<>(this);

		private final List<Integer> joined = new ArrayList<>();

		private final Map<Integer, Deque<Integer>> held = new HashMap<>();

		private final Set<Integer> open = new HashSet<>();

		private final Set<Integer> acknowledged = new HashSet<>();

		private int lastWorker;

		private int lastConnection;

		private boolean accepting;

		void join() {
			if (this.joined.size() < 5) {
				this.joined.add(++this.lastWorker);
				this.held.put(this.lastWorker, new ArrayDeque<>());
				this.roundRobin.join(this.lastWorker);
			}
		}

		void leave(Random random) {
			if (!this.joined.isEmpty()) {
				Integer worker = this.joined.remove(random.nextInt(this.joined.size()));
				this.held.remove(worker);
				this.roundRobin.leave(worker);
			}
		}

		void connect(boolean evenIfNotAccepting) {
			if (this.accepting || evenIfNotAccepting) {
				this.open.add(++this.lastConnection);
				this.roundRobin.accepted(this.lastConnection);
			}
		}

		void acknowledge(Random random) {
			List<Integer> busy = this.joined.stream().filter((worker) -> !this.held.get(worker).isEmpty()).toList();
			if (!busy.isEmpty()) {
				Integer worker = busy.get(random.nextInt(busy.size()));
				this.acknowledged.add(this.held.get(worker).removeFirst());
				this.roundRobin.acknowledged(worker);
			}
		}

		void check() {
			boolean welcome = this.held.values().stream().anyMatch((held) -> held.size() < RoundRobin.WINDOW);
			assertThat(this.accepting).as("accepts while one is welcome").isEqualTo(welcome);
			if (welcome) {
				assertThat(this.held.values().stream().flatMap(Deque::stream)).as("nobody waits")
					.containsExactlyInAnyOrderElementsOf(this.open);
			}
		}

		void finish() {
			join();
			while (this.held.values().stream().anyMatch((connections) -> !connections.isEmpty())) {
				acknowledge(new Random(0));
			}
			assertThat(this.open).as("lost").isEmpty();
			assertThat(this.acknowledged).as("taken").hasSize(this.lastConnection);
		}

		@Override
		public void hand(Integer connection, Integer worker) {
			assertThat(this.joined).as("workers that take connections").contains(worker);
			assertThat(this.held.values().stream().flatMap(Deque::stream)).as("connections of others")
				.doesNotContain(connection);
			assertThat(this.open).as("connections that live").contains(connection);
			this.held.get(worker).addLast(connection);
			assertThat(this.held.get(worker)).hasSizeLessThanOrEqualTo(RoundRobin.WINDOW);
		}

		@Override
		public void release(Integer connection) {
			assertThat(this.acknowledged).as("what a worker has taken").contains(connection);
			assertThat(this.open.remove(connection)).as("released before").isTrue();
		}

		@Override
		public void accept(boolean accept) {
			assertThat(accept).as("told before").isNotEqualTo(this.accepting);
			this.accepting = accept;
		}

	}

}
