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

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.SpringProperties;
import org.springframework.mock.env.MockEnvironment;

import io.github.clusterboot.jvm.WorkerMarker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchFacts}.
 */
class LaunchFactsTests {

	private static final CallStack LAUNCH = new CallStack(
			List.of("org.springframework.boot.SpringApplication.run", "com.example.Application.main",
					"java.lang.reflect.Method.invoke", "org.springframework.boot.loader.launch.JarLauncher.main"));

	private static final LaunchFacts NONE = new LaunchFacts(false, false, false, false, false, false, false, false,
			false, false, false, false, false, new WebServers(List.of("Tomcat")), null);

	private final MockEnvironment environment = new MockEnvironment();

	private final SpringApplication application = new SpringApplication();

	LaunchFactsTests() {
		this.application.setWebApplicationType(WebApplicationType.SERVLET);
	}

	@Test
	void aRealLaunchHasNone() {
		assertThat(gather(LAUNCH)).isEqualTo(NONE);
	}

	static Stream<Arguments> stacks() {
		return Stream.of(
				fact(LaunchFacts::aotProcessing, "org.springframework.context.aot.AbstractAotProcessor.process"),
				fact(LaunchFacts::aotProcessing, "org.springframework.boot.SpringApplicationAotProcessor.main"),
				fact(LaunchFacts::servletContainer,
						"org.springframework.boot.web.servlet.support.SpringBootServletInitializer.onStartup"),
				fact(LaunchFacts::augmented, "org.springframework.boot.SpringApplication$Augmented.run"),
				fact(LaunchFacts::hooked, "org.springframework.boot.SpringApplication.withHook"),
				fact(LaunchFacts::devtoolsRestart, "org.springframework.boot.devtools.restart.RestartLauncher.run"));
	}

	private static Arguments fact(Predicate<LaunchFacts> fact, String frame) {
		return Arguments.of(fact, frame);
	}

	@ParameterizedTest
	@MethodSource("stacks")
	void callersAreFoundOnTheStack(Predicate<LaunchFacts> fact, String frame) {
		LaunchFacts facts = gather(with(frame));
		assertThat(facts).matches(fact).isNotEqualTo(NONE);
		assertThat(LaunchDecision.of(facts)).isInstanceOf(LaunchDecision.Unclustered.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.junit.platform.launcher.core.DefaultLauncher.execute", "org.testng.TestNG.run",
			"io.cucumber.core.cli.Main.run",
			"org.springframework.boot.test.context.SpringBootContextLoader.loadContext",
			"org.springframework.test.context.TestContextManager.beforeTestClass", "junit.framework.TestCase.runBare" })
	void testFrameworksAreFoundOnAnyThread(String frame) {
		assertThat(LaunchFacts.gather(this.application, this.environment, false, LAUNCH, with(frame)).testing())
			.isTrue();
	}

	@Test
	void thisVeryTestIsFound() {
		assertThat(LaunchFacts.gather(this.application, this.environment, false).testing()).isTrue();
		assertThat(CallStack.ofCurrentThread().has(LaunchFactsTests.class.getName() + ".thisVeryTestIsFound")).isTrue();
		assertThat(CallStack.ofAllThreads().has(LaunchFactsTests.class.getName() + ".thisVeryTestIsFound")).isTrue();
	}

	@Test
	void similarNamesAreNotMistaken() {
		CallStack stack = new CallStack(List.of("org.junitpioneer.Main.main",
				"org.springframework.boot.SpringApplication.run", "com.example.org.junit.Main.main"));
		assertThat(gather(stack)).isEqualTo(NONE);
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET,,false", "REACTIVE,,false", "NONE,,true", "SERVLET,none,true", "SERVLET,NONE,true",
			"NONE,servlet,false", "SERVLET,nonsense,false" })
	void theWebApplicationTypeOfThePropertyWins(WebApplicationType type, String property, boolean webless) {
		this.application.setWebApplicationType(type);
		if (property != null) {
			this.environment.setProperty("spring.main.web-application-type", property);
		}
		assertThat(gather(LAUNCH).webless()).isEqualTo(webless);
	}

	@Test
	void propertiesAreRelaxed() {
		this.environment.setProperty("spring.main.webApplicationType", "none");
		this.environment.setProperty("spring.application.admin.enabled", "true");
		LaunchFacts facts = gather(LAUNCH);
		assertThat(facts.webless()).isTrue();
		assertThat(facts.adminEnabled()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ ",,false", "0,,false", "8080,,false", "-1,,true", "-1,-1,true", "-1,9000,false", "-1,0,false",
			",-1,false", "nonsense,,false" })
	void aNegativePortIsNone(String port, String managementPort, boolean portless) {
		if (port != null) {
			this.environment.setProperty("server.port", port);
		}
		if (managementPort != null) {
			this.environment.setProperty("management.server.port", managementPort);
		}
		assertThat(gather(LAUNCH).portless()).isEqualTo(portless);
	}

	@Test
	void whatExcludesAWorkerIsNotAboutAnotherApplicationThatItRuns() {
		assertThat(gather(LAUNCH).excludeWorker()).isFalse();
		this.application.setWebApplicationType(WebApplicationType.NONE);
		assertThat(gather(LAUNCH).excludeWorker()).isFalse();
		this.environment.setProperty("cluster.enabled", "false");
		assertThat(gather(LAUNCH).excludeWorker()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ ",false,true", "auto,false,true", "AUTO,false,true", "true,false,false", "false,true,false",
			"FALSE,true,false" })
	void clusterEnabledHasThreeValues(String value, boolean disabled, boolean buildDirectoryCounts) {
		if (value != null) {
			this.environment.setProperty("cluster.enabled", value);
		}
		this.application.setMainApplicationClass(LaunchFactsTests.class);
		LaunchFacts facts = gather(LAUNCH);
		assertThat(facts.disabled()).isEqualTo(disabled);
		assertThat(facts.buildDirectory() != null).isEqualTo(buildDirectoryCounts);
	}

	@Test
	void aWorkerRunsFromWhereItsPrimaryWantsIt() {
		this.application.setMainApplicationClass(LaunchFactsTests.class);
		List<String> marker = new WorkerMarker(1, 0, true, Path.of("/tmp")).toJvmArguments();
		Properties properties = new Properties();
		marker.stream()
			.map((argument) -> argument.substring(2).split("=", 2))
			.forEach((property) -> properties.setProperty(property[0], property[1]));
		properties.forEach((name, value) -> System.setProperty((String) name, (String) value));
		try {
			assertThat(gather(LAUNCH).buildDirectory()).isNull();
		}
		finally {
			properties.keySet().forEach((name) -> System.clearProperty((String) name));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.context.exit", "spring.context.checkpoint" })
	void trainingRunsAreKnownByTheirSpringProperty(String property) {
		SpringProperties.setProperty(property, "onRefresh");
		try {
			assertThat(gather(LAUNCH).trainingRun()).isTrue();
		}
		finally {
			SpringProperties.setProperty(property, null);
		}
	}

	@Test
	void aotProcessingIsKnownByItsSystemProperty() {
		System.setProperty("spring.aot.processing", "true");
		try {
			assertThat(gather(LAUNCH).aotProcessing()).isTrue();
		}
		finally {
			System.clearProperty("spring.aot.processing");
		}
	}

	@Test
	void aRunningPrimaryIsPassedOn() {
		assertThat(LaunchFacts.gather(this.application, this.environment, true, LAUNCH, LAUNCH).primaryRunning())
			.isTrue();
	}

	private LaunchFacts gather(CallStack stack) {
		return LaunchFacts.gather(this.application, this.environment, false, stack, LAUNCH);
	}

	private static CallStack with(String frame) {
		return new CallStack(Stream.concat(LAUNCH.frames().stream(), Stream.of(frame)).toList());
	}

}
