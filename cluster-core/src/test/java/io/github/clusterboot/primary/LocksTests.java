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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.LockMessage.Answer.Outcome;
import io.github.clusterboot.primary.Locks.Owner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Locks}.
 */
class LocksTests {

	private static final Owner A = new Owner(1, 1);

	private static final Owner B = new Owner(2, 1);

	private static final Owner C = new Owner(3, 1);

	private final List<String> answers = new ArrayList<>();

	private final Locks locks = new Locks(
			(owner, outcome) -> this.answers.add(owner.worker() + "/" + owner.request() + " " + outcome));

	@Test
	void theOneAfterTheOtherHoldsItInTheOrderOfTheirRequests() {
		this.locks.acquire("x", B, true);
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", C, true);
		expect("2/1 GRANTED");
		this.locks.release("x", B);
		expect("1/1 GRANTED");
		this.locks.release("x", A);
		expect("3/1 GRANTED");
		this.locks.release("x", C);
		this.locks.acquire("x", A, true);
		expect("1/1 GRANTED");
	}

	@Test
	void locksOfOtherNamesAreOthers() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("y", B, true);
		expect("1/1 GRANTED", "2/1 GRANTED");
	}

	@Test
	void anotherRequestOfTheSameWorkerWaitsToo() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", new Owner(1, 2), false);
		expect("1/1 GRANTED", "1/2 TAKEN");
	}

	@Test
	void whoDoesNotWaitIsToldThatItIsTaken() {
		this.locks.acquire("x", A, false);
		this.locks.acquire("x", B, false);
		expect("1/1 GRANTED", "2/1 TAKEN");
		this.locks.release("x", A);
		expect();
	}

	@Test
	void waitThatIsGivenUpIsAnswered() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", B, true);
		this.locks.acquire("x", C, true);
		this.locks.release("x", B);
		expect("1/1 GRANTED", "2/1 TAKEN");
		this.locks.release("x", A);
		expect("3/1 GRANTED");
	}

	@Test
	void waitThatIsGivenUpWhenItIsGrantedFreesTheLock() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", B, true);
		this.locks.acquire("x", C, true);
		this.locks.release("x", A);
		this.locks.release("x", B);
		expect("1/1 GRANTED", "2/1 GRANTED", "3/1 GRANTED");
	}

	@Test
	void whatIsReleasedTwiceIsNotTakenFromTheNext() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", B, true);
		this.locks.release("x", A);
		this.locks.release("x", A);
		this.locks.release("y", A);
		this.locks.acquire("x", C, false);
		expect("1/1 GRANTED", "2/1 GRANTED", "3/1 TAKEN");
	}

	@Test
	void deathFreesWhatTheWorkerHeldAndEndsItsWaits() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("y", B, true);
		this.locks.acquire("y", new Owner(1, 2), true);
		this.locks.acquire("y", C, true);
		this.locks.acquire("x", C, true);
		this.answers.clear();
		this.locks.gone(1);
		this.locks.release("y", B);
		expect("3/1 GRANTED", "1/2 TAKEN", "3/1 GRANTED");
	}

	@Test
	void lockThatIsKeptOutlivesItsWorkerUntilItIsReleased() {
		this.locks.acquire("x", A, true);
		assertThat(this.locks.keep("x", A)).isTrue();
		this.locks.acquire("x", B, true);
		this.locks.gone(1);
		expect("1/1 GRANTED");
		this.locks.release("x", A);
		expect("2/1 GRANTED");
	}

	@Test
	void onlyWhatIsHeldCanBeKept() {
		this.locks.acquire("x", A, true);
		this.locks.acquire("x", B, true);
		assertThat(this.locks.keep("x", B)).isFalse();
		assertThat(this.locks.keep("y", A)).isFalse();
		this.locks.gone(2);
		this.locks.gone(1);
		this.locks.acquire("x", C, false);
		expect("1/1 GRANTED", "2/1 TAKEN", "3/1 GRANTED");
	}

	@Test
	void tooManyAreRefused() {
		for (int i = 2; i <= Locks.MOST; i++) {
			this.locks.acquire("lock " + i / 2, new Owner(1, i), true);
		}
		this.locks.acquire("x", A, true);
		this.answers.clear();
		this.locks.acquire("x", B, true);
		this.locks.acquire("y", B, true);
		expect("2/1 REFUSED", "2/1 REFUSED");
		this.locks.gone(1);
		this.answers.clear();
		this.locks.acquire("x", B, true);
		expect("2/1 GRANTED");
	}

	private void expect(String... expected) {
		assertThat(this.answers).containsExactly(expected);
		this.answers.clear();
	}

	/**
	 * Requests, releases, waits given up, deaths and locks kept in a random order.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void neverHaveTwoHoldersNorAWaitForNobody(long seed) {
		Model model = new Model(new Random(seed));
		for (int i = 0; i < 5000; i++) {
			model.step();
		}
		model.end();
	}

	/**
	 * What those who ask know.
	 */
	private static final class Model {

		private static final List<String> NAMES = List.of("x", "y", "z");

		private final Random random;

		private final Locks locks = new Locks(this::answered);

		private final List<Integer> workers = new ArrayList<>(List.of(1, 2, 3, 4));

		private final Map<String, Owner> holders = new HashMap<>();

		private final Map<String, List<Owner>> waiting = new HashMap<>();

		private final Set<Owner> kept = new HashSet<>();

		/**
		 * Whose answer may come now, other than that it is granted.
		 */
		private final Set<Owner> ending = new HashSet<>();

		private int lastRequest;

		private int grants;

		Model(Random random) {
			this.random = random;
			NAMES.forEach((name) -> this.waiting.put(name, new ArrayList<>()));
		}

		private <T> T any(List<T> all) {
			return all.get(this.random.nextInt(all.size()));
		}

		void step() {
			String name = any(NAMES);
			switch (this.random.nextInt(12)) {
				case 0 -> die();
				case 1 -> keep(name);
				case 2, 3, 4 -> release(name);
				case 5, 6 -> giveUp(name);
				default -> ask(name);
			}
			check();
		}

		private void ask(String name) {
			Owner owner = new Owner(any(this.workers), ++this.lastRequest);
			boolean wait = this.random.nextBoolean();
			this.waiting.get(name).add(owner);
			if (!wait) {
				this.ending.add(owner);
			}
			this.locks.acquire(name, owner, wait);
			assertThat(wait || !this.waiting.get(name).contains(owner)).as("answered at once").isTrue();
			this.ending.remove(owner);
		}

		private void release(String name) {
			Owner holder = this.holders.remove(name);
			if (holder != null) {
				this.kept.remove(holder);
				this.locks.release(name, holder);
			}
		}

		private void giveUp(String name) {
			if (!this.waiting.get(name).isEmpty()) {
				Owner owner = any(this.waiting.get(name));
				this.ending.add(owner);
				this.locks.release(name, owner);
				assertThat(this.waiting.get(name)).doesNotContain(owner);
			}
		}

		private void keep(String name) {
			Owner holder = this.holders.get(name);
			if (holder != null && this.kept.add(holder)) {
				assertThat(this.locks.keep(name, holder)).isTrue();
			}
		}

		private void die() {
			int dead = any(this.workers);
			this.holders.values().removeIf((owner) -> owner.worker() == dead && !this.kept.contains(owner));
			this.waiting.values()
				.forEach((
						owners) -> owners.stream().filter((owner) -> owner.worker() == dead).forEach(this.ending::add));
			this.locks.gone(dead);
			// what it was granted while its other requests ended went with it
			this.holders.values().removeIf((owner) -> owner.worker() == dead && !this.kept.contains(owner));
			this.workers.remove((Integer) dead);
			this.workers.add(dead + 4);
		}

		private void answered(Owner owner, Outcome outcome) {
			String name = NAMES.stream()
				.filter((each) -> this.waiting.get(each).contains(owner))
				.findFirst()
				.orElseThrow(() -> new AssertionError(owner + " is answered, and waits for nothing"));
			List<Owner> queue = this.waiting.get(name);
			if (outcome == Outcome.GRANTED) {
				Owner before = this.holders.put(name, owner);
				assertThat(before).as("the holder meanwhile").matches((it) -> it == null || this.ending.contains(it));
				assertThat(queue.get(0)).as("the first to ask").isEqualTo(owner);
				this.grants++;
			}
			else {
				assertThat(outcome).isEqualTo(Outcome.TAKEN);
				assertThat(this.ending).contains(owner);
			}
			queue.remove(owner);
		}

		/**
		 * Where somebody waits, somebody holds it who lives or has kept it.
		 */
		private void check() {
			this.waiting.forEach((name, queue) -> {
				assertThat(queue).allMatch((owner) -> this.workers.contains(owner.worker()));
				assertThat(queue.isEmpty() || this.holders.containsKey(name)).as("nobody holds " + name).isTrue();
			});
			assertThat(this.holders.values())
				.allMatch((owner) -> this.workers.contains(owner.worker()) || this.kept.contains(owner));
		}

		/**
		 * All who wait get their turn.
		 */
		void end() {
			assertThat(this.grants).isGreaterThan(500);
			while (!this.holders.isEmpty()) {
				NAMES.forEach(this::release);
				check();
			}
			assertThat(this.waiting.values()).allMatch(List::isEmpty);
			int before = this.grants;
			NAMES.forEach((name) -> {
				Owner owner = new Owner(this.workers.get(0), ++this.lastRequest);
				this.waiting.get(name).add(owner);
				this.locks.acquire(name, owner, false);
			});
			assertThat(this.grants).as("all are free").isEqualTo(before + NAMES.size());
		}

	}

}
