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
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.SpringProperties;
import org.springframework.mock.env.MockEnvironment;

import io.github.clusterboot.jvm.WorkerMarker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchDecision}.
 */
class LaunchDecisionTests {

	private static final List<String> LAUNCH = List.of("org.springframework.boot.SpringApplication.run",
			"com.example.Application.main", "java.lang.reflect.Method.invoke",
			"org.springframework.boot.loader.launch.JarLauncher.main");

	private static final String WEBLESS = "the web application type is NONE, so there is no port to share";

	private static final String PORTLESS = "server.port is negative, so there is no port to share";

	private final MockEnvironment environment = new MockEnvironment();

	private final SpringApplication application = new SpringApplication();

	LaunchDecisionTests() {
		this.application.setWebApplicationType(WebApplicationType.SERVLET);
	}

	@Test
	void aRealLaunchIsClustered() {
		assertThat(decision()).isEqualTo(new LaunchDecision(null, false));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					org.springframework.context.aot.AbstractAotProcessor.process                    | ahead of time
					org.springframework.boot.SpringApplicationAotProcessor.main                     | ahead of time
					org.springframework.boot.web.servlet.support.SpringBootServletInitializer.start | a servlet container
					org.springframework.boot.SpringApplication$Augmented.run                        | by SpringApplication.from
					org.springframework.boot.SpringApplication.withHook                             | under a SpringApplicationHook
					org.springframework.boot.devtools.restart.RestartLauncher.run                   | devtools restarts
					""")
	void callersOfThisThreadDecide(String frame, String reason) {
		assertThat(decision(with(frame), LAUNCH).obstacle()).contains(reason);
		assertThat(decision(LAUNCH, with(frame)).obstacle()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.junit.platform.launcher.core.DefaultLauncher.execute", "org.testng.TestNG.run",
			"io.cucumber.core.cli.Main.run",
			"org.springframework.boot.test.context.SpringBootContextLoader.loadContext",
			"org.springframework.test.context.TestContextManager.beforeTestClass", "junit.framework.TestCase.runBare" })
	void testFrameworksAreFoundOnAnyThread(String frame) {
		assertThat(decision(LAUNCH, with(frame)).obstacle()).isEqualTo("the application is run by a test");
	}

	@Test
	void aPrimaryInThisJvmIsFoundOnAnyThread() {
		assertThat(decision(LAUNCH, with(PrimaryLaunch.class.getName() + ".run")).obstacle())
			.isEqualTo("this JVM is the primary of a cluster already");
	}

	@Test
	void thisVeryTestIsFound() {
		assertThat(LaunchDecision.of(this.application, this.environment).obstacle())
			.isEqualTo("the application is run by a test");
	}

	@Test
	void similarNamesAreNotMistaken() {
		List<String> frames = List.of("org.junitpioneer.Main.main", "org.springframework.boot.SpringApplication.run",
				"com.example.org.junit.Main.main");
		assertThat(decision(frames, frames).obstacle()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET,,false", "NONE,,true", "SERVLET,none,true", "SERVLET,NONE,true", "NONE,servlet,false",
			"SERVLET,nonsense,false" })
	void theWebApplicationTypeOfThePropertyWins(WebApplicationType type, String property, boolean webless) {
		this.application.setWebApplicationType(type);
		if (property != null) {
			this.environment.setProperty("spring.main.webApplicationType", property);
		}
		assertThat(decision().obstacle()).isEqualTo(webless ? WEBLESS : null);
	}

	@Test
	void aBuildToolManagesTheApplication() {
		this.environment.setProperty("spring.application.admin.enabled", "true");
		assertThat(decision().obstacle()).startsWith("spring.application.admin.enabled is true");
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
		assertThat(decision().obstacle()).isEqualTo(portless ? PORTLESS : null);
	}

	@Test
	void whatEndsAWorkerIsNotAboutAnotherApplicationThatItRuns() {
		assertThat(decision().endsWorker()).isFalse();
		this.application.setWebApplicationType(WebApplicationType.NONE);
		assertThat(decision().endsWorker()).isFalse();
		this.environment.setProperty("cluster.enabled", "false");
		assertThat(decision().endsWorker()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ ",so this is development", "auto,so this is development", "AUTO,so this is development", "true,",
			"false,cluster.enabled is false", "FALSE,cluster.enabled is false" })
	void clusterEnabledHasThreeValues(String value, String reason) {
		if (value != null) {
			this.environment.setProperty("cluster.enabled", value);
		}
		this.application.setMainApplicationClass(LaunchDecisionTests.class);
		LaunchDecision decision = decision();
		if (reason != null) {
			assertThat(decision.obstacle()).contains(reason);
		}
		else {
			assertThat(decision.obstacle()).isNull();
		}
	}

	@Test
	void aWorkerRunsFromWhereItsPrimaryWantsIt() {
		this.application.setMainApplicationClass(LaunchDecisionTests.class);
		List<String> marker = new WorkerMarker(1, 0, true, Path.of("/tmp")).toJvmArguments();
		Properties properties = new Properties();
		marker.stream()
			.map((argument) -> argument.substring(2).split("=", 2))
			.forEach((property) -> properties.setProperty(property[0], property[1]));
		properties.forEach((name, value) -> System.setProperty((String) name, (String) value));
		try {
			assertThat(decision().obstacle()).isNull();
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
			assertThat(decision().obstacle()).startsWith("this is a training run");
		}
		finally {
			SpringProperties.setProperty(property, null);
		}
	}

	@Test
	void aotProcessingIsKnownByItsSystemProperty() {
		System.setProperty("spring.aot.processing", "true");
		try {
			assertThat(decision().obstacle()).isEqualTo("the application is being processed ahead of time");
		}
		finally {
			System.clearProperty("spring.aot.processing");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/home/a/shop/target/classes/", "/home/a/shop/target/test-classes/",
			"/home/a/shop/target/spring-aot/main/classes/", "/home/a/shop/build/classes/java/main/",
			"/home/a/shop/build/classes/kotlin/main/", "/home/a/shop/build/classes/",
			"/home/a/shop/build/resources/main/", "/home/a/shop/bin/", "/home/a/shop/bin/main/",
			"/home/a/shop/bin/test/", "/home/a/shop/bin/default/", "/home/a/shop/out/production/shop/",
			"/home/a/shop/out/production/classes/", "/home/a/shop/out/test/classes/", "/C:/shop/target/classes/",
			"/home/a/my%20shop/target/classes/" })
	void buildToolsAndIdesWriteThere(String path) {
		assertThat(LaunchDecision.isBuilt(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workspace/BOOT-INF/classes/", "/app/classes/", "/app/", "/app/resources/",
			"/home/a/shop/target/shop.jar", "/home/a/shop/target/extracted/shop.jar",
			"/home/a/shop/target/shop-1.0/BOOT-INF/classes/", "/home/a/shop/target/shop-1.0/WEB-INF/classes/",
			"/home/a/shop/build/classes/shop/BOOT-INF/classes/", "/srv/bin/shop.jar", "/srv/cabin/", "/srv/bin/shop/",
			"/srv/target/", "/srv/target/classes/shop/", "/srv/mytarget/classes/", "/srv/build/libs/shop.jar",
			"/srv/out/artifacts/shop/" })
	void otherPlacesAreNotOfABuild(String path) {
		assertThat(LaunchDecision.isBuilt(path)).isFalse();
	}

	private LaunchDecision decision() {
		return decision(LAUNCH, LAUNCH);
	}

	private LaunchDecision decision(List<String> callers, List<String> all) {
		return LaunchDecision.of(this.application, this.environment, callers, all);
	}

	private static List<String> with(String frame) {
		return Stream.concat(LAUNCH.stream(), Stream.of(frame)).toList();
	}

}
