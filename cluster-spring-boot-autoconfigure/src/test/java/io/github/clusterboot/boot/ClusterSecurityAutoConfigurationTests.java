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

import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSecurityAutoConfiguration} and
 * {@link GeneratedPasswordPostProcessor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterSecurityAutoConfigurationTests {

	private static final String LOGGED = "Using generated security password: ";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(
			ClusterSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class, ReactiveUserDetailsServiceAutoConfiguration.class);

	private static final LoggingSystem LOGGING = LoggingSystem
		.get(ClusterSecurityAutoConfigurationTests.class.getClassLoader());

	private static final String REACTIVE = ReactiveUserDetailsServiceAutoConfiguration.class.getName();

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	private InJvmPrimary primary;

	private WebApplicationContextRunner worker;

	private int asked;

	@BeforeEach
	void connect() throws Exception {
		// other tests may have set that of all loggers
		LOGGING.setLogLevel(REACTIVE, LogLevel.INFO);
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> (message instanceof Message.PasswordQuery query)
				? new Message.Password(query.request(), "of-the-cluster", this.asked++ == 0) : null);
		this.worker = this.elsewhere.withBean(Worker.class, connection());
	}

	private Supplier<Worker> connection() throws Exception {
		Worker connection = this.primary.connectWorker();
		return () -> connection;
	}

	@AfterEach
	void close() throws Exception {
		LOGGING.setLogLevel(REACTIVE, null);
		this.primary.close();
	}

	@Test
	void allWorkersHaveOnePasswordWhichTheFirstLogs(CapturedOutput output) {
		this.worker.run((context) -> assertThat(password(context)).isEqualTo("{noop}of-the-cluster"));
		this.worker.run((context) -> assertThat(password(context)).isEqualTo("{noop}of-the-cluster"));
		assertThat(output.getOut()).containsOnlyOnce(LOGGED)
			.contains("WARN")
			.contains("UserDetailsServiceAutoConfiguration")
			.contains(LOGGED + "of-the-cluster")
			.contains("This generated password is for development use only");
	}

	@Test
	void reactiveWorkersToo(CapturedOutput output) throws Exception {
		ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
			.withConfiguration(CONFIGURATIONS)
			.withBean(Worker.class, connection());
		for (int i = 0; i < 2; i++) {
			reactive.run((context) -> assertThat(
					context.getBean(MapReactiveUserDetailsService.class).findByUsername("user").block().getPassword())
				.isEqualTo("{noop}of-the-cluster"));
		}
		assertThat(output.getOut()).containsOnlyOnce(LOGGED + "of-the-cluster");
	}

	@Test
	void passwordOfTheApplicationStays(CapturedOutput output) {
		this.worker.withPropertyValues("spring.security.user.password=secret")
			.run((context) -> assertThat(password(context)).isEqualTo("{noop}secret"));
		assertThat(this.asked).isZero();
		assertThat(output.getOut()).doesNotContain(LOGGED);
	}

	@Test
	void primaryIsNotAskedWhereTheApplicationHasItsOwnUsers(CapturedOutput output) {
		this.worker.withUserConfiguration(OwnUsers.class)
			.run((context) -> assertThat(context).hasSingleBean(SecurityProperties.class)
				.doesNotHaveBean(UserDetailsServiceAutoConfiguration.class));
		assertThat(this.asked).isZero();
		assertThat(output.getOut()).doesNotContain(LOGGED);
	}

	@Test
	void processThatIsNoWorkerHasAPasswordOfItsOwn(CapturedOutput output) {
		this.elsewhere.run((context) -> assertThat(context).doesNotHaveBean(GeneratedPasswordPostProcessor.class));
		assertThat(output.getOut()).containsOnlyOnce(LOGGED);
	}

	private static String password(ApplicationContext context) {
		return context.getBean(InMemoryUserDetailsManager.class).loadUserByUsername("user").getPassword();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnUsers {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager();
		}

	}

}
