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

package io.github.clusterboot.starter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IgnoredWebFluxAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class IgnoredWebFluxAutoConfigurationTests {

	private static final String WARNING = "Only WebFlux uses";

	private static final AutoConfigurations CONFIGURATION = AutoConfigurations
		.of(IgnoredWebFluxAutoConfiguration.class);

	private final WebApplicationContextRunner mvc = new WebApplicationContextRunner().withConfiguration(CONFIGURATION);

	@Test
	void warnsOfRoutesAndFiltersThatNobodyAsks(CapturedOutput output) {
		this.mvc.withBean("hello", RouterFunction.class, () -> Mockito.mock(RouterFunction.class))
			.withBean("trace", WebFilter.class, () -> Mockito.mock(WebFilter.class))
			.withBean("errors", WebExceptionHandler.class, () -> Mockito.mock(WebExceptionHandler.class))
			.withBean("settings", WebFluxConfigurer.class, () -> Mockito.mock(WebFluxConfigurer.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("[hello, trace, errors, settings]", "cluster-spring-boot-starter-minimal");
	}

	@Test
	void doesNotWarnOfWhatTheApplicationDoesNotDefine(CapturedOutput output) {
		this.mvc.withUserConfiguration(OfThisStarter.class).run((context) -> assertThat(context).hasBean("notOfIt"));
		assertThat(output).doesNotContain(WARNING);
		this.mvc.withUserConfiguration(OfThisStarter.class)
			.withBean("trace", WebFilter.class, () -> Mockito.mock(WebFilter.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("[trace]");
	}

	@Test
	void hasNothingToSayWhereNothingIsIgnored(CapturedOutput output) {
		this.mvc.run((context) -> assertThat(context).hasNotFailed());
		this.mvc.withClassLoader(new FilteredClassLoader(RouterFunction.class))
			.run((context) -> assertThat(context).hasNotFailed());
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATION)
			.withBean("hello", RouterFunction.class, () -> Mockito.mock(RouterFunction.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(WARNING);
	}

	@Configuration(proxyBeanMethods = false)
	static class OfThisStarter {

		@Bean
		WebFilter notOfIt() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
