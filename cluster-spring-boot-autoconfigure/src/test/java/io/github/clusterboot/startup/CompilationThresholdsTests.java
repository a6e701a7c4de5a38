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

package io.github.clusterboot.startup;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompilationThresholds}.
 */
class CompilationThresholdsTests {

	private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

	@Test
	void areRaisedWhereSeveralJvmsCompile() {
		assertThat(raised(HOTSPOT, 2, "-Xmx1g", "-Dmy.tier=1")).contains("-XX:Tier4InvocationThreshold=20000")
			.allMatch((argument) -> argument.startsWith("-XX:Tier4"));
	}

	@Test
	void areLeftToOneJvm() {
		assertThat(raised(HOTSPOT, 1)).isEmpty();
	}

	@Test
	void areLeftToOtherVirtualMachines() {
		assertThat(raised("Eclipse OpenJ9 VM", 2)).isEmpty();
		assertThat(raised("OpenJDK 64-Bit Zero VM", 2)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation",
			"-XX:Tier4InvocationThreshold=1", "-XX:CompileThresholdScaling=0.5", "-XX:CompileThreshold=100" })
	void areLeftToAUserWhoSetsThem(String argument) {
		assertThat(raised(HOTSPOT, 2, argument)).isEmpty();
	}

	private static List<String> raised(String vm, int workers, String... arguments) {
		return CompilationThresholds.raised(vm, workers, List.of(arguments));
	}

}
