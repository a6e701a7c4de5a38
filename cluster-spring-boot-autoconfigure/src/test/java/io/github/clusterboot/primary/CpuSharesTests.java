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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CpuShares}.
 */
class CpuSharesTests {

	private final CpuShares shares = new CpuShares(List.of(0, 1, 4, 5));

	@Test
	void eachWorkerGetsAShareOnceAllServe() {
		assertThat(this.shares.shareOut(List.of(), 2)).isEmpty();
		assertThat(this.shares.shareOut(List.of(1), 2)).isEmpty();
		assertThat(this.shares.shareOut(List.of(1, 2), 2)).isEqualTo(Map.of(1, List.of(0, 1), 2, List.of(4, 5)));
		assertThat(this.shares.shareOut(List.of(1, 2), 2)).isEmpty();
	}

	@Test
	void eachMayUseAllWhileOneIsMissing() {
		this.shares.shareOut(List.of(1, 2), 2);
		assertThat(this.shares.shareOut(List.of(2), 2)).isEqualTo(Map.of(2, List.of(0, 1, 4, 5)));
		assertThat(this.shares.shareOut(List.of(2, 3), 2)).isEqualTo(Map.of(2, List.of(0, 1), 3, List.of(4, 5)));
	}

	@Test
	void aReplacementGetsTheShareThatIsFree() {
		this.shares.shareOut(List.of(1, 2), 2);
		assertThat(this.shares.shareOut(List.of(2, 3), 2)).isEqualTo(Map.of(3, List.of(0, 1)));
		assertThat(this.shares.shareOut(List.of(3, 4), 2)).isEqualTo(Map.of(4, List.of(4, 5)));
	}

	@Test
	void aFurtherWorkerCrowdsOneShareUntilAnotherIsFree() {
		this.shares.shareOut(List.of(1, 2), 2);
		assertThat(this.shares.shareOut(List.of(1, 2, 3), 2)).isEqualTo(Map.of(3, List.of(0, 1)));
		assertThat(this.shares.shareOut(List.of(1, 2, 3), 2)).isEmpty();
		assertThat(this.shares.shareOut(List.of(1, 3), 2)).isEqualTo(Map.of(3, List.of(4, 5)));
	}

	@Test
	void aFurtherWorkerStaysWhereOneLeft() {
		this.shares.shareOut(List.of(1, 2), 2);
		this.shares.shareOut(List.of(1, 2, 3), 2);
		assertThat(this.shares.shareOut(List.of(2, 3), 2)).isEmpty();
	}

	@Test
	void noShareIsLeftEmptyByThoseThatKeepTheirs() {
		this.shares.shareOut(List.of(1, 2, 3, 4), 4);
		this.shares.shareOut(List.of(1, 2, 3, 4, 5, 6, 7, 8), 4);
		assertThat(this.shares.shareOut(List.of(1, 2, 5, 6), 4)).isEqualTo(Map.of(5, List.of(4), 6, List.of(5)));
	}

	@Test
	void sharesFollowTheNumberThatIsWanted() {
		this.shares.shareOut(List.of(1, 2), 2);
		assertThat(this.shares.shareOut(List.of(1, 2), 4))
			.isEqualTo(Map.of(1, List.of(0, 1, 4, 5), 2, List.of(0, 1, 4, 5)));
		assertThat(this.shares.shareOut(List.of(1, 2, 3, 4), 4))
			.isEqualTo(Map.of(1, List.of(0), 2, List.of(1), 3, List.of(4), 4, List.of(5)));
		assertThat(this.shares.shareOut(List.of(1, 2, 3), 2))
			.isEqualTo(Map.of(1, List.of(0, 1), 2, List.of(4, 5), 3, List.of(0, 1)));
		assertThat(this.shares.shareOut(List.of(1), 1)).isEqualTo(Map.of(1, List.of(0, 1, 4, 5)));
	}

	@Test
	void nobodyIsBoundWhereSharesWouldDiffer() {
		assertThat(this.shares.areEven(3)).isFalse();
		assertThat(this.shares.shareOut(List.of(1, 2, 3), 3)).isEmpty();
		assertThat(this.shares.areEven(8)).isFalse();
		assertThat(this.shares.shareOut(List.of(1, 2, 3, 4, 5, 6, 7, 8), 8)).isEmpty();
	}

}
