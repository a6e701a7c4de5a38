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

package io.github.clusterboot.worker;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompilerLoad}.
 */
class CompilerLoadTests {

	private final AtomicLong compiledMillis = new AtomicLong();

	private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000L);

	private final CompilerLoad load = new CompilerLoad(this.compiledMillis::get, this.nanoTime::get);

	@Test
	void loadIsAShareOfTheTimeSinceItWasAsked() {
		assertThat(after(1000, 250)).isEqualTo(0.25);
		assertThat(after(500, 0)).isZero();
		assertThat(after(2000, 3000)).isEqualTo(1.5);
	}

	@Test
	void loadIsUnknownWhereNobodyTells() {
		this.compiledMillis.set(CompilerLoad.UNKNOWN);
		assertThat(after(1000, 0)).isNull();
	}

	@Test
	void loadOfNoTimeIsUnknown() {
		assertThat(after(0, 10)).isNull();
		assertThat(after(1000, 10)).as("what was compiled meanwhile counts").isEqualTo(0.02);
	}

	@Test
	void loadOfThisJvmIsKnown() {
		assertThat(new CompilerLoad().sinceLast()).isPositive();
	}

	private Double after(long millis, long compiled) {
		this.nanoTime.addAndGet(millis * 1_000_000);
		this.compiledMillis.addAndGet(compiled);
		return this.load.sinceLast();
	}

}
