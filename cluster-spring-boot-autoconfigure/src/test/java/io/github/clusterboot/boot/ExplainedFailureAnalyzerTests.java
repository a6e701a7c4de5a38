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

package io.github.clusterboot.boot;

import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExplainedFailureAnalyzer}.
 */
class ExplainedFailureAnalyzerTests {

	@Test
	void saysWhatIsWrongAndWhatToDo() {
		InvalidClusterPropertyException cause = new InvalidClusterPropertyException("cluster.workers", "none",
				"'auto', or a whole number of at least 1");
		FailureAnalysis analysis = new ExplainedFailureAnalyzer()
			.analyze(new IllegalStateException("start failed", cause));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("The property 'cluster.workers' has the value 'none'.");
		assertThat(analysis.getAction()).isEqualTo("Set 'cluster.workers' to 'auto', or a whole number of at least 1.");
		assertThat(analysis.getCause()).isSameAs(cause);
	}

	@Test
	void leavesOtherFailuresToOthers() {
		assertThat(new ExplainedFailureAnalyzer().analyze(new IllegalStateException("other"))).isNull();
	}

	@Test
	void isRegistered() {
		assertThat(SpringFactoriesLoader.loadFactoryNames(FailureAnalyzer.class, getClass().getClassLoader()))
			.contains(ExplainedFailureAnalyzer.class.getName());
	}

}
