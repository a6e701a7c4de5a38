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

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.primary.CpuShares.Candidate;
import io.github.clusterboot.primary.CpuShares.Share;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CpuShares}.
 */
class CpuSharesTests {

	private static final Share FIRST = new Share(0, 2);

	private static final Share SECOND = new Share(1, 2);

	private final CpuShares shares = new CpuShares();

	@Test
	void oneThatStartsBesideEnoughOthersHasItsShareUntilItIsWarm() {
		assertThat(decide(2, warm(1), warm(2))).isEmpty();
		assertThat(decide(2, warm(1), warm(2), starts(3))).isEqualTo(Map.of(3, FIRST));
		assertThat(decide(2, warm(1), warm(2), cold(3))).isEqualTo(Map.of(3, FIRST));
		assertThat(decide(2, warm(2), cold(3))).isEqualTo(Map.of(3, FIRST));
		assertThat(decide(2, warm(2), warm(3))).isEmpty();
	}

	@Test
	void oneThatIsMissingStartsOnAllProcessorsAndStaysThere() {
		decide(2, warm(1), warm(2));
		assertThat(decide(2, warm(1), starts(3))).isEmpty();
		assertThat(decide(2, warm(1), cold(3))).isEmpty();
	}

	@Test
	void thoseThatStartTogetherHoldBackForNobody() {
		assertThat(decide(2, starts(1))).isEmpty();
		assertThat(decide(2, cold(1), starts(2))).isEmpty();
		assertThat(decide(2, warm(1), cold(2))).isEmpty();
	}

	@Test
	void oneThatIsNeededHoldsBackNoMore() {
		decide(2, warm(1), warm(2), starts(3));
		assertThat(decide(2, warm(1), cold(3))).isEqualTo(Map.of(3, FIRST));
		assertThat(decide(2, cold(3))).isEmpty();
		assertThat(decide(2, cold(3), starts(4))).isEmpty();
		assertThat(decide(2, cold(3), cold(4))).isEmpty();
	}

	@Test
	void oneThatStandsByHoldsBackWhenItTakesOverFromOneThatServesAndNotForOneThatDied() {
		decide(2, warm(1), warm(2), starts(3), starts(4));
		assertThat(decide(2, warm(1), warm(2), standsBy(3), standsBy(4))).isEmpty();
		assertThat(decide(2, warm(1), warm(2), cold(3), standsBy(4))).isEqualTo(Map.of(3, FIRST));
		decide(2, warm(2), cold(3), standsBy(4));
		assertThat(decide(2, cold(3), standsBy(4))).isEmpty();
		assertThat(decide(2, cold(3), cold(4))).isEmpty();
	}

	@Test
	void nobodyBeginsToHoldBackForThoseThatHaveLittleToDo() {
		List<Candidate> workers = List.of(warm(1), warm(2), starts(3));
		assertThat(this.shares.decide(workers, 2, false)).isEmpty();
		assertThat(this.shares.decide(workers, 2, true)).isEqualTo(Map.of(3, FIRST));
		assertThat(this.shares.decide(workers, 2, false)).isEqualTo(Map.of(3, FIRST));
	}

	@Test
	void sharesAreTakenEvenlyAndKept() {
		decide(2, warm(1), warm(2));
		assertThat(decide(2, warm(1), warm(2), starts(3), starts(4))).isEqualTo(Map.of(3, FIRST, 4, SECOND));
		assertThat(decide(2, warm(1), warm(2), warm(3), starts(4))).isEqualTo(Map.of(4, SECOND));
		assertThat(decide(2, warm(1), warm(2), warm(3), starts(4), starts(5), starts(6)))
			.isEqualTo(Map.of(4, SECOND, 5, FIRST, 6, FIRST));
	}

	@Test
	void sharesFollowTheNumberThatIsWanted() {
		decide(3, warm(1), warm(2), warm(3));
		decide(3, warm(1), warm(2), warm(3), starts(4), starts(5), starts(6));
		assertThat(decide(2, warm(1), warm(2), starts(4), starts(5), starts(6)))
			.isEqualTo(Map.of(4, FIRST, 5, SECOND, 6, FIRST));
		assertThat(decide(1, warm(1), starts(4))).isEmpty();
	}

	@Test
	void sharesAreEvenOrOverlap() {
		assertThat(of(2, 0, 1, 4, 5)).containsExactly(List.of(0, 1), List.of(4, 5));
		assertThat(of(3, 0, 1, 4, 5)).containsExactly(List.of(0, 1), List.of(1, 4), List.of(4, 5));
		assertThat(of(3, 0, 1)).containsExactly(List.of(0), List.of(0), List.of(1));
		assertThat(of(2, 7)).containsExactly(List.of(7), List.of(7));
	}

	private Map<Integer, Share> decide(int wanted, Candidate... workers) {
		return this.shares.decide(List.of(workers), wanted, true);
	}

	private static Stream<List<Integer>> of(int count, Integer... processors) {
		return IntStream.range(0, count).mapToObj((index) -> new Share(index, count).of(List.of(processors)));
	}

	private static Candidate warm(int id) {
		return new Candidate(id, true, false);
	}

	private static Candidate cold(int id) {
		return new Candidate(id, true, true);
	}

	private static Candidate starts(int id) {
		return new Candidate(id, false, true);
	}

	private static Candidate standsBy(int id) {
		return new Candidate(id, false, false);
	}

}
