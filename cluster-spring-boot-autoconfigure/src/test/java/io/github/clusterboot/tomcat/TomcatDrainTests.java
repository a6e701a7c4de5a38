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

package io.github.clusterboot.tomcat;

import java.net.InetAddress;

import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainTests;
import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedEndpoint} in a Tomcat that Boot made.
 */
class TomcatDrainTests extends DrainTests {

	@Override
	protected WebServer server(Worker worker, DrainedApplication application) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		new ClusterTomcatCustomizer(worker, false).customize(factory);
		return factory.getWebServer(application.servlet());
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void pauseResetsNoConnection(SchedulingPolicy policy) throws Exception {
		start(policy);
		Connector connector = ((TomcatWebServer) server()).getTomcat().getConnector();
		for (int i = 0; i < 50; i++) {
			Client client = new Client();
			connector.pause();
			connector.resume();
			assertThat(client.get("/")).isEqualTo("fast");
			client.close();
		}
	}

	@Test
	void earlyAnswerIsNotFollowedByAReset() throws Exception {
		answerThatComesBeforeTheBodyIsNotFollowedByAReset();
	}

}
