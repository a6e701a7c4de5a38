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
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.logging.LoggingSystemProperties;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerEnvironmentPostProcessor}.
 */
class WorkerEnvironmentPostProcessorTests {

	private final Map<String, Object> user = new HashMap<>();

	private final SpringApplication application = new SpringApplication();

	@AfterEach
	void restore() {
		System.clearProperty("APPLICATION_GROUP");
		System.clearProperty("cluster.worker.id");
		System.clearProperty("cluster.worker.slot");
		System.clearProperty("cluster.worker.private-directory");
	}

	@Test
	void processThatIsNoWorkerKeepsItsEnvironment() {
		this.user.put("logging.file.name", "app.log");
		StandardEnvironment environment = process();
		assertThat(environment.getProperty("logging.file.name")).isEqualTo("app.log");
		assertThat(environment.getPropertySources()).extracting("name")
			.containsExactly("user", "systemProperties", "systemEnvironment");
	}

	@ParameterizedTest
	@CsvSource({ "app.log,app-worker-2.log", "app,app-worker-2", "/var/log.d/app,/var/log.d/app-worker-2",
			"/var/log/a.b.log,/var/log/a.b-worker-2.log", "logs/.hidden,logs/.hidden-worker-2",
			".hidden,.hidden-worker-2" })
	void eachSlotHasALogFileOfItsOwn(String name, String ofSlot) {
		becomeWorker();
		this.user.put("logging.file.name", name);
		assertThat(process().getProperty("logging.file.name")).isEqualTo(ofSlot);
	}

	@Test
	void degradedHealthHasAPlaceInTheOrderUnlessTheUserHasSetTheOrder() {
		assertThat(process().getProperty("management.endpoint.health.status.order")).as("no worker").isNull();
		becomeWorker();
		assertThat(process().getProperty("management.endpoint.health.status.order"))
			.isEqualTo("down,out-of-service,degraded,up,unknown");
		this.user.put("management.endpoint.health.status.order[0]", "down");
		assertThat(process().getProperty("management.endpoint.health.status.order")).isNull();
		this.user.clear();
		this.user.put("management.endpoint.health.status.order", "up");
		assertThat(process().getProperty("management.endpoint.health.status.order")).isEqualTo("up");
	}

	@Test
	void eachSlotHasALogFileOfItsOwnInALogDirectory() {
		becomeWorker();
		this.user.put("logging.file.path", "/var/log");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("/var/log/spring-worker-2.log");
	}

	@Test
	void nameComesBeforePathAsInBoot() {
		becomeWorker();
		this.user.put("logging.file.path", "/var/log");
		this.user.put("logging.file.name", "app.log");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("app-worker-2.log");
	}

	@Test
	void nameWithAPlaceholderForTheWorkerIsTheUsersOwn() {
		becomeWorker();
		this.user.put("logging.file.name", "app-${cluster.worker.id}.log");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("app-7.log");
	}

	@Test
	void pathWithAPlaceholderForTheWorkerIsTheUsersOwn() {
		becomeWorker();
		this.user.put("logging.file.path", "/var/log/${cluster.worker.slot}");
		StandardEnvironment environment = process();
		assertThat(environment.containsProperty("logging.file.name")).isFalse();
		assertThat(environment.getProperty("logging.file.path")).isEqualTo("/var/log/2");
	}

	@Test
	void otherPlaceholdersAreResolvedFirst() {
		becomeWorker();
		this.user.put("name", "shop.log");
		this.user.put("logging.file.name", "${name}");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("shop-worker-2.log");
	}

	@Test
	void noLogFileStaysNoLogFile() {
		becomeWorker();
		this.user.put("logging.file.name", "");
		assertThat(process().getProperty("logging.file.name")).isEmpty();
		this.user.clear();
		assertThat(process().containsProperty("logging.file.name")).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''        | ''                       | access_log-worker-2
			access    | logs                     | access-worker-2
			a-${cluster.worker.id} | logs        | a-7
			access    | /log/${cluster.worker.slot} | access
			stdout    | /dev                     | stdout
			""")
	void eachSlotHasAnAccessLogOfItsOwn(String prefix, String directory, String expected) {
		becomeWorker();
		if (!prefix.isEmpty()) {
			this.user.put("server.tomcat.accesslog.prefix", prefix);
			this.user.put("server.tomcat.accesslog.directory", directory);
		}
		assertThat(process().getProperty("server.tomcat.accesslog.prefix", "")).as("without a log")
			.doesNotContain("-worker-");
		this.user.put("server.tomcat.accesslog.enabled", "on");
		assertThat(process().getProperty("server.tomcat.accesslog.prefix")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					logging.logback.rollingpolicy.file-name-pattern | /old/app.%d{yyyy-MM}.%i.gz  | /old/app.%d{yyyy-MM}.%i-worker-2.gz
					logging.logback.rollingpolicy.file-name-pattern | ${LOG_FILE}.%i.gz           | ${LOG_FILE}.%i.gz
					server.servlet.session.store-dir                | /var/sessions               | /var/sessions-worker-2
					server.jetty.accesslog.filename                 | /log/access.yyyy_mm_dd.log  | /log/access.yyyy_mm_dd-worker-2.log
					server.jetty.accesslog.filename                 | /dev/stdout                 | /dev/stdout
					""")
	void eachSlotHasOtherFilesOfItsOwn(String property, String value, String expected) {
		becomeWorker();
		this.user.put("server.servlet.session.persistent", "true");
		this.user.put(property, value);
		assertThat(process().getPropertySources().get("clusterWorker").getProperty(property))
			.isEqualTo(expected.equals(value) ? null : expected);
		this.user.put(property, "x${cluster.worker.slot}");
		assertThat(process().getProperty(property)).isEqualTo("x2");
	}

	@Test
	void pidFileIsLeftToThePrimary(@TempDir Path directory) {
		becomeWorker();
		Path file = directory.resolve("app.pid");
		ApplicationPidFileWriter writer = new ApplicationPidFileWriter(file.toFile());
		this.application.addListeners(writer);
		process();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			writer.onApplicationEvent(new ApplicationPreparedEvent(this.application, new String[0], context));
		}
		assertThat(file).doesNotExist();
	}

	@Test
	void sessionsThatAServerKeepsAreOfASlotEvenWhereNoDirectoryIsSet() {
		becomeWorker();
		assertThat(process().containsProperty("server.servlet.session.store-dir")).isFalse();
		this.user.put("server.servlet.session.persistent", "yes");
		assertThat(process().getProperty("server.servlet.session.store-dir")).endsWith("servlet-sessions-worker-2");
	}

	@Test
	void aPortFileIsNotLeftToBootsWriter() {
		becomeWorker();
		this.application.addListeners(new WebServerPortFileWriter());
		process();
		assertThat(this.application.getListeners()).hasAtLeastOneElementOfType(PortFile.class)
			.noneMatch(WebServerPortFileWriter.class::isInstance);
	}

	@Test
	void logTellsTheWorkerAndThereIsNoBanner() {
		becomeWorker();
		StandardEnvironment environment = process();
		assertThat(groupInLog(environment)).isEqualTo("worker-7");
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
	}

	@Test
	void namespaceOfTelemetryIsTheSameForAllWorkers() {
		becomeWorker();
		assertThat(process().containsProperty("spring.application.group")).isFalse();
	}

	@Test
	void logTellsNoGroupWhereItIsNotToBeIncluded() {
		becomeWorker();
		this.user.put("logging.include-application-group", "off");
		assertThat(groupInLog(process())).isNull();
	}

	@Test
	void workerThatEndsTakesNoContainersWithItButItsRegistration() {
		becomeWorker();
		StandardEnvironment environment = process();
		assertThat(environment.getProperty("spring.docker.compose.lifecycle-management")).isEqualTo("start-only");
		assertThat(environment.getProperty("spring.boot.admin.client.auto-deregistration")).isEqualTo("true");
	}

	@Test
	void groupAndBannerOfTheUserWin() {
		becomeWorker();
		this.user.put("spring.application.group", "shop");
		this.user.put("spring.main.banner-mode", "console");
		StandardEnvironment environment = process();
		assertThat(groupInLog(environment)).isEqualTo("shop");
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("console");
	}

	@Test
	void comesAfterTheConfigurationFiles() {
		assertThat(new WorkerEnvironmentPostProcessor().getOrder())
			.isGreaterThan(ConfigDataEnvironmentPostProcessor.ORDER);
	}

	private static void becomeWorker() {
		System.setProperty("cluster.worker.id", "7");
		System.setProperty("cluster.worker.slot", "2");
		System.setProperty("cluster.worker.private-directory", "/tmp/nowhere");
	}

	/**
	 * As Boot finds it for its patterns.
	 */
	private static @Nullable String groupInLog(StandardEnvironment environment) {
		Map<String, @Nullable String> properties = new HashMap<>();
		new LoggingSystemProperties(environment, properties::put).apply();
		String ofProcess = System.getProperty("APPLICATION_GROUP");
		return (ofProcess != null) ? ofProcess : properties.get("APPLICATION_GROUP");
	}

	private StandardEnvironment process() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("user", this.user));
		WorkerEnvironmentPostProcessor postProcessor = new WorkerEnvironmentPostProcessor();
		postProcessor.postProcessEnvironment(environment, this.application);
		return environment;
	}

}
