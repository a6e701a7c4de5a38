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

package io.github.clusterboot.compatibility;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not become a cluster say why, and are what they are without a
 * starter.
 */
class UnclusteredTests {

	/**
	 * The application and the starter that bring the most, and one without servlets.
	 */
	@ParameterizedTest
	@CsvSource({ "CLINIC, FULL", "WEBFLUX, MINIMAL" })
	void isAsPlainWhereDisabled(Application application, Variant variant) {
		Observation unclustered = unclustered(application, variant, "--cluster.enabled=false");
		new Comparison(variant, PlainObservations.of(application), unclustered).assertSame();
	}

	private static Observation unclustered(Application application, Variant variant, String argument) {
		Observation unclustered = Observation.of(Launch.of(application, variant, argument));
		assertThat(unclustered.log().count("Not clustered: ")).as("lines that say why").isEqualTo(1);
		return unclustered;
	}

}
