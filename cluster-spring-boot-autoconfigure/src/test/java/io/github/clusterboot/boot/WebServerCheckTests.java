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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactory;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebServerCheck}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WebServerCheckTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterWebServerAutoConfiguration.class));

	@Test
	void isThereInWorkersOnly() {
		this.runner.withBean(WebServerFactory.class, OtherFactory::new)
			.run((context) -> assertThat(context).doesNotHaveBean(WebServerCheck.class)
				.hasSingleBean(OtherFactory.class));
	}

	@Test
	void tomcatIsFine() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker();
			this.runner.withBean(Worker.class, () -> worker)
				.withBean(TomcatServletWebServerFactory.class)
				.run((context) -> assertThat(context).hasSingleBean(WebServerCheck.class).hasNotFailed());
			assertThat(primary.received()).doesNotHaveAnyElementsOfTypes(Message.Unclustered.class);
		}
	}

	@Test
	void whereTheServerIsAnotherThePrimaryIsToldAndNothingGoesOn() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker();
			DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
			beans.registerSingleton("worker", worker);
			WebServerCheck check = new WebServerCheck(beans.getBeanProvider(Worker.class));
			Thread thread = new Thread(() -> check.postProcessBeforeInitialization(new OtherFactory(), "factory"));
			thread.setDaemon(true);
			thread.start();
			primary.awaitMessage(Message.Unclustered.class, 1);
			assertThat(primary.received()).contains(new Message.Unclustered(
					"the web server is that of %s; only the ports of Tomcat, Jetty and Reactor Netty can be shared"
						.formatted(OtherFactory.class.getName()),
					false));
			assertThat(thread.isAlive()).isTrue();
		}
	}

	static class OtherFactory implements WebServerFactory {

	}

}
