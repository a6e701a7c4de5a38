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

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.BeanUtils;

import io.github.clusterboot.boot.LaunchDecision.Clustered;
import io.github.clusterboot.boot.LaunchDecision.Unclustered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchDecision}.
 */
class LaunchDecisionTests {

	@Test
	void aRunWithoutObjectionsIsARealLaunch() {
		assertThat(LaunchDecision.of(facts())).isEqualTo(new Clustered(null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
							disabled         | cluster.enabled is false
							primaryRunning   | this JVM is the primary of a cluster already
							nativeImage      | workers are JVMs and this is a native image
							aotProcessing    | the application is being processed ahead of time
							trainingRun      | this is a training run, which ends when the context is refreshed
							servletContainer | the application is deployed to a servlet container, which owns the port
							testing          | the application is run by a test
							augmented        | the application is run by SpringApplication.from
							hooked           | the application is run under a SpringApplicationHook
							devtoolsRestart  | devtools restarts the application in this JVM
							adminEnabled     | spring.application.admin.enabled is true, so a build tool manages this JVM
							webless          | the web application type is NONE, so there is no port to share
							portless         | server.port is negative, so there is no port to share
					webServers       | the web server is Jetty; only Tomcat's port can be shared so far
							buildDirectory   | the application runs from /shop/target/classes/, to which it is compiled, so this is development; cluster.enabled=true changes that
							""")
	void anyFactAloneSpeaksAgainstClustering(String fact, String reason) {
		assertThat(LaunchDecision.of(facts(fact))).isEqualTo(new Unclustered(reason));
	}

	@Test
	void theFirstRowOfTheTableGivesTheReason() {
		List<String> facts = new ArrayList<>(names());
		List<String> reasons = new ArrayList<>();
		while (!facts.isEmpty()) {
			LaunchDecision decision = LaunchDecision.of(facts(facts.toArray(String[]::new)));
			assertThat(decision).isEqualTo(LaunchDecision.of(facts(facts.get(0))));
			reasons.add(((Unclustered) decision).reason());
			facts.remove(0);
		}
		assertThat(reasons).hasSameSizeAs(names()).doesNotHaveDuplicates();
	}

	private static LaunchFacts facts(String... present) {
		List<String> names = names();
		assertThat(names).containsAll(Arrays.asList(present));
		Object[] values = Stream.of(LaunchFacts.class.getRecordComponents())
			.map((component) -> value(component.getType(), Arrays.asList(present).contains(component.getName())))
			.toArray();
		return (LaunchFacts) BeanUtils.instantiateClass(LaunchFacts.class.getConstructors()[0], values);
	}

	private static Object value(Class<?> type, boolean present) {
		if (type == WebServers.class) {
			return new WebServers(List.of(present ? "Jetty" : "Tomcat"));
		}
		return (type == boolean.class) ? (Object) present : present ? "/shop/target/classes/" : null;
	}

	private static List<String> names() {
		return Stream.of(LaunchFacts.class.getRecordComponents()).map(RecordComponent::getName).toList();
	}

}
