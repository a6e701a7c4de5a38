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

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;

import io.github.clusterboot.boot.Http2Client;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the drain of connections of HTTP/2 by {@link ManagedEndpoint}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class Http2DrainTests {

	private static final Duration DRAIN = Duration.ofSeconds(30);

	private final CountDownLatch answerSlow = new CountDownLatch(1);

	private final CountDownLatch slowArrived = new CountDownLatch(1);

	private InJvmPrimary primary;

	private Worker worker;

	private TomcatWebServer server;

	private Http2Client client;

	private void start() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.setShutdown(Shutdown.GRACEFUL);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new ClusterTomcatCustomizer(this.worker, false).customize(factory);
		this.server = (TomcatWebServer) factory
			.getWebServer((context) -> context.addServlet("test", new TestServlet()).addMapping("/"));
		this.server.start();
		this.worker.accept();
		this.client = new Http2Client(this.server.getPort());
	}

	@AfterEach
	void stop() throws Exception {
		this.answerSlow.countDown();
		this.client.close();
		this.server.destroy();
		this.primary.close();
	}

	@Test
	void requestsThatCrossTheGoAwayAreServed() throws Exception {
		start();
		this.client.post(1, "/");
		assertThat(this.client.answer(1)).isEqualTo("done");
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		servesWhatCrossesTheGoAway();
		this.client.close();
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void requestsThatCrossTheGoAwayOfBootsOwnShutdownAreServed() throws Exception {
		start();
		this.client.post(1, "/slow");
		assertThat(this.slowArrived.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<GracefulShutdownResult> result = new CompletableFuture<>();
		this.server.shutDownGracefully(result::complete);
		servesWhatCrossesTheGoAway();
		assertThat(result).isNotDone();
		this.answerSlow.countDown();
		assertThat(this.client.answer(1)).isEqualTo("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulShutdownResult.IDLE);
	}

	private void servesWhatCrossesTheGoAway() throws IOException {
		assertThat(this.client.goAway()).isEqualTo(Integer.MAX_VALUE);
		for (int stream = 3; stream < 20; stream += 2) {
			this.client.post(stream, "/");
			assertThat(this.client.answer(stream)).isEqualTo("done");
		}
	}

	@Test
	void idleConnectionIsClosedAfterAGraceAndABusyOneIsWaitedFor() throws Exception {
		start();
		this.client.post(1, "/slow");
		assertThat(this.slowArrived.await(10, TimeUnit.SECONDS)).isTrue();
		try (Http2Client idle = new Http2Client(this.server.getPort())) {
			idle.post(1, "/");
			assertThat(idle.answer(1)).isEqualTo("done");
			CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
			idle.awaitEnd();
			assertThat(drained).isNotDone();
			this.answerSlow.countDown();
			assertThat(this.client.answer(1)).isEqualTo("done");
			this.client.awaitEnd();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	/**
	 * Answers at once, or when it may.
	 */
	private final class TestServlet extends HttpServlet {

		@Override
		protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getInputStream().readAllBytes();
			if (request.getRequestURI().equals("/slow")) {
				Http2DrainTests.this.slowArrived.countDown();
				try {
					Http2DrainTests.this.answerSlow.await(30, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			response.getWriter().write("done");
		}

	}

}
