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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with all that there is, processed ahead of time as by the build plugins
 * of Spring Boot.
 */
class AotProcessingTests {

	@TempDir
	Path output;

	@ParameterizedTest
	@CsvSource({ "servlet, ClusterPeerManagementContextConfiguration",
			"reactive, ClusterReactivePeerManagementContextConfiguration" })
	void allThatThereIsCanBeProcessed(String type, String ofType) throws IOException {
		new SpringApplicationAotProcessor(Application.class,
				Settings.builder()
					.sourceOutput(this.output.resolve("sources"))
					.resourceOutput(this.output.resolve("resources"))
					.classOutput(this.output.resolve("classes"))
					.groupId("com.example")
					.artifactId("application")
					.build(),
				new String[] { "--management.endpoints.web.exposure.include=*",
						"--management.endpoints.jmx.exposure.include=*", "--spring.jmx.enabled=true",
						"--management.endpoints.access.default=unrestricted",
						"--spring.main.web-application-type=" + type })
			.process();
		try (Stream<Path> files = Files.walk(this.output.resolve("sources"))) {
			assertThat(files.map((file) -> file.getFileName().toString())).contains(
					"ClusterLoggersAutoConfiguration__BeanDefinitions.java",
					"ClusterEndpointAutoConfiguration__BeanDefinitions.java",
					"ClusterMetricsAutoConfiguration__BeanDefinitions.java",
					"ClusterDashboardAutoConfiguration__BeanDefinitions.java", "WebServerCheck__BeanDefinitions.java",
					ofType + "__BeanDefinitions.java");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		static void main(String[] arguments) {
			SpringApplication.run(Application.class, arguments);
		}

	}

}
