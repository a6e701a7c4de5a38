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

package io.github.clusterboot.peer;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AskedSlot}.
 */
class AskedSlotTests {

	@ParameterizedTest
	@CsvSource({ "worker=1,1", "a=b&worker=2&c,2", "%77orker=3,3", "worker=%34,4", "worker=,''", "worker,''",
			"worker=a=b,a=b", "worker=%zz,%zz", "%zz=1&worker=5,5" })
	void valueIsReadFromTheQuery(String query, String value) {
		assertThat(AskedSlot.inQuery(query)).containsExactly(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "workers=1", "Worker=1", "a=worker", "xworker=1&worker1=1" })
	void otherParametersAreNotMeant(String query) {
		assertThat(AskedSlot.inQuery(query)).isEmpty();
	}

	@Test
	void nothingIsReadWhereThereIsNoQuery() {
		assertThat(AskedSlot.inQuery(null)).isEmpty();
	}

	@Test
	void allValuesAreRead() {
		assertThat(AskedSlot.inQuery("worker=1&worker=2")).containsExactly("1", "2");
	}

	@Test
	void slotIsAWholeNumber() {
		assertThat(AskedSlot.parse(List.of("0"))).isZero();
		assertThat(AskedSlot.parse(List.of("007"))).isEqualTo(7);
		assertThat(AskedSlot.parse(List.of("999999999"))).isEqualTo(999_999_999);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " 1", "-1", "+1", "1.0", "9999999999", "one", "\u0661" })
	void anythingElseIsNoSlot(String value) {
		assertThat(AskedSlot.parse(List.of(value))).isNull();
	}

	@Test
	void severalAreNotOneSlot() {
		assertThat(AskedSlot.parse(List.of("1", "1"))).isNull();
	}

}
