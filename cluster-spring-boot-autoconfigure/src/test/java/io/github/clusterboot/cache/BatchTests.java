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

package io.github.clusterboot.cache;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Batch}.
 */
class BatchTests {

	private final Batch batch = new Batch();

	@Test
	void namesEachKeyOnce() {
		this.batch.add(1);
		this.batch.add(-2);
		this.batch.add(1);
		assertThat(Batch.parse(this.batch.text())).isEqualTo(Set.of(1, -2));
	}

	@Test
	void oneThatIsNotNamedIsAll() {
		this.batch.add(1);
		this.batch.add(null);
		this.batch.add(2);
		assertThat(Batch.parse(this.batch.text())).isNull();
	}

	@Test
	void tooManyAreAll() {
		for (int i = 0; i < 1000; i++) {
			this.batch.add(i);
		}
		assertThat(Batch.parse(this.batch.text())).hasSize(1000);
		this.batch.add(1000);
		assertThat(Batch.parse(this.batch.text())).isNull();
	}

}
