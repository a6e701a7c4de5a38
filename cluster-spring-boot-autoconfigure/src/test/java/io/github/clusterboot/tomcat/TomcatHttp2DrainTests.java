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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.boot.Http2DrainTests;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the drain of connections of HTTP/2 by {@link ManagedEndpoint}.
 */
class TomcatHttp2DrainTests extends Http2DrainTests {

	@Override
	protected WebServer server(Worker worker, DrainedApplication application) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.setShutdown(Shutdown.GRACEFUL);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new ClusterTomcatCustomizer(worker, false).customize(factory);
		return factory.getWebServer(application.servlet());
	}

	@Test
	void requestsThatCrossTheGoAwayOfBootsOwnShutdownAreServed() throws Exception {
		client().post(1, "/slow");
		application().awaitSlow();
		CompletableFuture<GracefulShutdownResult> result = new CompletableFuture<>();
		server().shutDownGracefully(result::complete);
		servesWhatCrossesTheGoAway();
		assertThat(result).isNotDone();
		application().answerSlow();
		assertThat(client().answer(1)).isEqualTo("x");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulShutdownResult.IDLE);
	}

}
