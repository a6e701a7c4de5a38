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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that become a cluster are what they are without a starter.
 */
class ClusteredTests {

	private static final String OWN_DATABASES = "each worker has a database of its own";

	/**
	 * The full starter is the minimal one and more: what it leaves alone, so does the
	 * other one.
	 */
	@ParameterizedTest
	@CsvSource({ "CLINIC, FULL, " + OWN_DATABASES, "DATA_JDBC, MINIMAL, " + OWN_DATABASES })
	void isAsPlain(Application application, Variant variant, String warning) {
		compare(application, variant).assertSame(warning);
	}

	@Test
	void messageBrokerIsAsPlain() {
		compare(Application.CHAT, Variant.FULL).assertSame();
	}

	private static Comparison compare(Application application, Variant variant) {
		Observation cluster = Observation.ofCluster(Launch.clustered(application, variant, 2), 2);
		return new Comparison(variant, PlainObservations.of(application), cluster);
	}

	@ParameterizedTest
	@EnumSource(names = { "JETTY", "WEBFLUX" })
	void isAsPlainOnOtherServersThanTomcat(Application application) {
		compare(application, Variant.MINIMAL).assertSame();
	}

	/**
	 * The full starter brings Tomcat, whose beans are there beside Jetty's.
	 */
	@Test
	void answersAsPlainOnJettyBesideTomcat() {
		Observation cluster = Observation.ofCluster(Launch.clustered(Application.JETTY, Variant.FULL, 2), 2);
		assertThat(cluster.answers()).isEqualTo(PlainObservations.of(Application.JETTY).answers());
	}

	/**
	 * With one worker, nothing is split.
	 */
	@Test
	void isAsPlainAheadOfTimeWithOneWorker() {
		Observation cluster = Observation.ofCluster(Launch.clustered(Application.CLINIC, Variant.FULL, 1).aheadOfTime(),
				1);
		new Comparison(Variant.FULL, PlainObservations.aheadOfTime(), cluster).assertSame();
	}

	/**
	 * MVC, which the full starter brings, comes before WebFlux.
	 */
	@Test
	void saysThatFullStarterHidesWebFlux() {
		Observation cluster = Observation.ofCluster(Launch.clustered(Application.WEBFLUX, Variant.FULL, 2), 2);
		assertThat(cluster.log().count("WARN .*Only WebFlux uses .*cluster-spring-boot-starter-minimal")).isEqualTo(1);
	}

}
