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

package io.github.clusterboot.web.tomcat;

import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessorWait}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessorWaitTests {

	private final ProcessorWait processorWait = new ProcessorWait();

	private final int compilers = this.processorWait.watched();

	private final Occupation occupation = new Occupation();

	@AfterEach
	void letGo() {
		this.occupation.end();
	}

	@Test
	void isKnownHere() {
		assertThat(ProcessorWait.isKnown()).isTrue();
	}

	@Test
	void compilersAreWatchedFromTheBeginning() {
		assertThat(this.compilers).isPositive();
	}

	@Test
	void thoseThatCompeteForProcessorsWait() {
		int processors = Runtime.getRuntime().availableProcessors();
		for (int i = 0; i < 3 * processors; i++) {
			start(this.occupation::spin);
		}
		Awaitility.await().until(() -> this.processorWait.watched() == this.compilers + 3 * processors);
		Awaitility.await().until(() -> this.processorWait.average() > processors);
	}

	@Test
	void thoseThatSleepDoNotWaitForAProcessor() {
		for (int i = 0; i < 50; i++) {
			start(this.occupation::sleep);
		}
		Awaitility.await().until(() -> this.processorWait.watched() == this.compilers + 50);
		// from here on they count
		this.processorWait.average();
		Awaitility.await().until(() -> this.processorWait.average() < 1);
	}

	@Test
	void thoseThatHaveEndedAreNotWatched() throws InterruptedException {
		Thread thread = start(this.occupation::spin);
		Awaitility.await().until(() -> this.processorWait.watched() == this.compilers + 1);
		this.occupation.end();
		thread.join();
		assertThat(this.processorWait.watched()).isEqualTo(this.compilers);
	}

	@Test
	void theSecondNumberIsTheWait() {
		assertThat(ProcessorWait.waited("9465441811 68381944234 51674\n")).isEqualTo(68381944234L);
		assertThat(ProcessorWait.waited("0 0 0\n")).isZero();
	}

	@Test
	void whatIsNoSchedstatIsNotKnown() {
		assertThat(ProcessorWait.waited("")).isEqualTo(-1);
		assertThat(ProcessorWait.waited("1 2")).isEqualTo(-1);
		assertThat(ProcessorWait.waited("a b c")).isEqualTo(-1);
	}

	private Thread start(Runnable work) {
		Thread thread = new Thread(() -> this.processorWait.watching(work));
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

}
