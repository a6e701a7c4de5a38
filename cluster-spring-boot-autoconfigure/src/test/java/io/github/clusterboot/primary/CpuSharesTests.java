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

import org.junit.jupiter.api.Test;

import io.github.clusterboot.primary.CpuShares.Candidate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CpuShares}.
 */
class CpuSharesTests {

	private static final List<Integer> ALL = List.of(0, 1, 4, 5);

	private static final List<Integer> FIRST = List.of(0, 1);

	private static final List<Integer> SECOND = List.of(4, 5);

	private final CpuShares shares = new CpuShares(ALL, true);

	private final CpuShares coldShares = new CpuShares(ALL, false);

	@Test
	void eachWorkerGetsAShareOnceAllServe() {
		assertThat(this.shares.shareOut(List.of(), 2)).isEmpty();
		assertThat(this.shares.shareOut(allWarm(1), 2)).isEmpty();
		assertThat(this.shares.shareOut(allWarm(1, 2), 2)).isEqualTo(Map.of(1, FIRST, 2, SECOND));
		assertThat(this.shares.shareOut(allWarm(1, 2), 2)).isEmpty();
	}

	@Test
	void eachMayUseAllWhileOneIsMissing() {
		this.shares.shareOut(allWarm(1, 2), 2);
		assertThat(this.shares.shareOut(allWarm(2), 2)).isEqualTo(Map.of(2, ALL));
		assertThat(this.shares.shareOut(allWarm(2, 3), 2)).isEqualTo(Map.of(2, FIRST, 3, SECOND));
	}

	@Test
	void aReplacementGetsTheShareThatIsFree() {
		this.shares.shareOut(allWarm(1, 2), 2);
		assertThat(this.shares.shareOut(allWarm(2, 3), 2)).isEqualTo(Map.of(3, FIRST));
		assertThat(this.shares.shareOut(allWarm(3, 4), 2)).isEqualTo(Map.of(4, SECOND));
	}

	@Test
	void aFurtherWorkerCrowdsOneShareUntilAnotherIsFree() {
		this.shares.shareOut(allWarm(1, 2), 2);
		assertThat(this.shares.shareOut(allWarm(1, 2, 3), 2)).isEqualTo(Map.of(3, FIRST));
		assertThat(this.shares.shareOut(allWarm(1, 2, 3), 2)).isEmpty();
		assertThat(this.shares.shareOut(allWarm(1, 3), 2)).isEqualTo(Map.of(3, SECOND));
	}

	@Test
	void aFurtherWorkerStaysWhereOneLeft() {
		this.shares.shareOut(allWarm(1, 2), 2);
		this.shares.shareOut(allWarm(1, 2, 3), 2);
		assertThat(this.shares.shareOut(allWarm(2, 3), 2)).isEmpty();
	}

	@Test
	void noShareIsLeftEmptyByThoseThatKeepTheirs() {
		this.shares.shareOut(allWarm(1, 2, 3, 4), 4);
		this.shares.shareOut(allWarm(1, 2, 3, 4, 5, 6, 7, 8), 4);
		assertThat(this.shares.shareOut(allWarm(1, 2, 5, 6), 4)).isEqualTo(Map.of(5, List.of(4), 6, List.of(5)));
	}

	@Test
	void sharesFollowTheNumberThatIsWanted() {
		this.shares.shareOut(allWarm(1, 2), 2);
		assertThat(this.shares.shareOut(allWarm(1, 2), 4)).isEqualTo(Map.of(1, ALL, 2, ALL));
		assertThat(this.shares.shareOut(allWarm(1, 2, 3, 4), 4))
			.isEqualTo(Map.of(1, List.of(0), 2, List.of(1), 3, List.of(4), 4, List.of(5)));
		assertThat(this.shares.shareOut(allWarm(1, 2, 3), 2)).isEqualTo(Map.of(1, FIRST, 2, SECOND, 3, FIRST));
		assertThat(this.shares.shareOut(allWarm(1), 1)).isEqualTo(Map.of(1, ALL));
	}

	@Test
	void thoseThatAreWarmAreNotBoundWhereSharesWouldDiffer() {
		assertThat(this.shares.areEven(3)).isFalse();
		assertThat(this.shares.shareOut(allWarm(1, 2, 3), 3)).isEmpty();
		assertThat(this.shares.areEven(8)).isFalse();
		assertThat(this.shares.shareOut(allWarm(1, 2, 3, 4, 5, 6, 7, 8), 8)).isEmpty();
	}

	@Test
	void thoseThatAreWarmAreNotBoundWhereOnlyColdOnesAreToBe() {
		assertThat(this.coldShares.shareOut(allWarm(1, 2), 2)).isEmpty();
	}

	@Test
	void oneThatStartsBesideEnoughOthersHasItsShareUntilItIsWarm() {
		assertThat(this.coldShares.shareOut(List.of(warm(1), warm(2), starts(3, 0)), 2)).isEqualTo(Map.of(3, FIRST));
		assertThat(this.coldShares.shareOut(List.of(warm(1), warm(2), cold(3, 0)), 2)).isEmpty();
		assertThat(this.coldShares.shareOut(List.of(warm(2), cold(3, 0)), 2)).isEmpty();
		assertThat(this.coldShares.shareOut(allWarm(2, 3), 2)).isEqualTo(Map.of(3, ALL));
	}

	@Test
	void oneThatIsMissingStartsOnAllProcessorsAndStaysThere() {
		assertThat(this.coldShares.shareOut(List.of(warm(1), starts(3, 1)), 2)).isEmpty();
		assertThat(this.coldShares.shareOut(List.of(warm(1), cold(3, 1)), 2)).isEmpty();
	}

	@Test
	void thoseThatStartTogetherHoldBackForNobody() {
		assertThat(this.coldShares.shareOut(List.of(starts(1, 0)), 2)).isEmpty();
		assertThat(this.coldShares.shareOut(List.of(cold(1, 0), starts(2, 1)), 2)).isEmpty();
		assertThat(this.coldShares.shareOut(List.of(warm(1), cold(2, 1)), 2)).isEmpty();
	}

	@Test
	void oneThatIsColdGetsAllProcessorsWhenAnotherDies() {
		this.coldShares.shareOut(List.of(warm(1), warm(2), starts(3, 1)), 2);
		this.coldShares.shareOut(List.of(warm(1), cold(3, 1)), 2);
		assertThat(this.coldShares.shareOut(List.of(cold(3, 1)), 2)).isEqualTo(Map.of(3, ALL));
	}

	@Test
	void oneThatStandsByIsNotBound() {
		this.coldShares.shareOut(List.of(warm(1), warm(2), starts(3, 2)), 2);
		assertThat(this.coldShares.shareOut(List.of(warm(1), warm(2), new Candidate(3, 2, false, false)), 2))
			.isEqualTo(Map.of(3, ALL));
	}

	@Test
	void oneThatStartsDoesNotMoveThoseThatHaveAShare() {
		this.shares.shareOut(allWarm(1, 2), 2);
		assertThat(this.shares.shareOut(List.of(warm(1), warm(2), starts(3, 1)), 2)).isEqualTo(Map.of(3, SECOND));
		assertThat(this.shares.shareOut(List.of(warm(1), cold(3, 1)), 2)).isEmpty();
	}

	@Test
	void sharesOverlapWhereTheyCannotBeEven() {
		assertThat(this.coldShares
			.shareOut(List.of(warm(1), warm(2), warm(3), starts(4, 0), starts(5, 1), starts(6, 2)), 3))
			.isEqualTo(Map.of(4, FIRST, 5, List.of(1, 4), 6, List.of(4, 5)));
		CpuShares two = new CpuShares(List.of(0, 1), false);
		assertThat(two.shareOut(List.of(warm(1), warm(2), warm(3), starts(4, 0), starts(5, 1), starts(6, 2)), 3))
			.isEqualTo(Map.of(4, List.of(0), 5, List.of(0), 6, List.of(1)));
	}

	private static List<Candidate> allWarm(int... ids) {
		return IntStream.of(ids).mapToObj(CpuSharesTests::warm).toList();
	}

	private static Candidate warm(int id) {
		return new Candidate(id, 0, true, false);
	}

	private static Candidate cold(int id, int slot) {
		return new Candidate(id, slot, true, true);
	}

	private static Candidate starts(int id, int slot) {
		return new Candidate(id, slot, false, true);
	}

}
