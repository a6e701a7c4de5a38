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

package io.github.clusterboot.sample.it;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Configuration that is refused, with what would be allowed.
 */
@ClusterTest
class BadInputIT {

	@Test
	void isRefused() {
		try (SampleCluster cluster = Sample.minimal().workers("many").start()) {
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cluster.output().count("APPLICATION FAILED TO START")).as(cluster.toString()).isEqualTo(1);
			String analysis = cluster.output().toString().split("APPLICATION FAILED TO START")[1];
			assertThat(analysis).contains("cluster.workers", "many").containsPattern("(?s)auto.*1|1.*auto");
			assertThat(cluster.output().count("forked")).isZero();
			assertThat(cluster.output().count("^\\s+at ")).as(cluster.toString()).isZero();
		}
	}

}
