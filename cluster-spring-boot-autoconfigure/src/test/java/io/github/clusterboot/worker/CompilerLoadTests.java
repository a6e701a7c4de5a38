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

import java.lang.management.ManagementFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompilerLoad}.
 */
class CompilerLoadTests {

	@Test
	void loadIsAShareOfTheTimeSinceItWasAsked() {
		CompilerLoad load = new CompilerLoad();
		assertThat(load.sinceLast()).isBetween(0d, (double) Runtime.getRuntime().availableProcessors() * 100);
		assertThat(load.sinceLast()).isNotNegative();
	}

	@Test
	@EnabledIf("compiles")
	void whatIsCompiledCounts() {
		CompilerLoad load = new CompilerLoad();
		long before = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
		while (ManagementFactory.getCompilationMXBean().getTotalCompilationTime() == before) {
			new Work().run();
		}
		assertThat(load.sinceLast()).isPositive();
	}

	static boolean compiles() {
		return ManagementFactory.getCompilationMXBean() != null;
	}

	/**
	 * Something that gets a class, and so code to compile, of its own each time.
	 */
	private static final class Work {

		private int sum;

		void run() {
			Runnable runnable = (Runnable) java.lang.reflect.Proxy.newProxyInstance(new ClassLoader() {
			}, new Class<?>[] { Runnable.class }, (proxy, method, arguments) -> {
				this.sum++;
				return null;
			});
			for (int i = 0; i < 20_000; i++) {
				runnable.run();
			}
		}

	}

}
