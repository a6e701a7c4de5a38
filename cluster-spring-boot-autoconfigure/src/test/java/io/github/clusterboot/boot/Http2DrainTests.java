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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how connections of HTTP/2 are drained.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class Http2DrainTests {

	private static final Duration DRAIN = Duration.ofSeconds(30);

	private final DrainedApplication application = new DrainedApplication();

	private InJvmPrimary primary;

	private Worker worker;

	private WebServer server;

	private Http2Client client;

	@BeforeEach
	void start() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		this.server = server(this.worker, this.application);
		this.server.start();
		this.worker.accept();
		this.client = new Http2Client(this.server.getPort());
	}

	@AfterEach
	void stop() throws Exception {
		this.application.answerSlow();
		this.client.close();
		this.server.destroy();
		this.primary.close();
	}

	/**
	 * Makes the web server.
	 * @param worker gives the listening sockets
	 * @param application what it serves
	 * @return the server, with HTTP/2, without TLS, and with Boot's graceful shutdown
	 */
	protected abstract WebServer server(Worker worker, DrainedApplication application);

	protected final Worker worker() {
		return this.worker;
	}

	protected final InJvmPrimary primary() {
		return this.primary;
	}

	protected final WebServer server() {
		return this.server;
	}

	protected final Http2Client client() {
		return this.client;
	}

	protected final DrainedApplication application() {
		return this.application;
	}

	@Test
	void requestsThatCrossTheGoAwayAreServed() throws Exception {
		this.client.post(1, "/");
		assertThat(this.client.answer(1)).isEqualTo("x");
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		servesWhatCrossesTheGoAway();
		this.client.close();
		drained.get(10, TimeUnit.SECONDS);
	}

	protected final void servesWhatCrossesTheGoAway() throws IOException {
		assertThat(this.client.goAway()).isEqualTo(Integer.MAX_VALUE);
		for (int stream = 3; stream < 20; stream += 2) {
			this.client.post(stream, "/");
			assertThat(this.client.answer(stream)).isEqualTo("x");
		}
	}

	@Test
	void idleConnectionIsClosedAfterAGraceAndABusyOneIsWaitedFor() throws Exception {
		this.client.post(1, "/slow");
		this.application.awaitSlow();
		try (Http2Client idle = new Http2Client(this.server.getPort())) {
			idle.post(1, "/");
			assertThat(idle.answer(1)).isEqualTo("x");
			CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
			idle.awaitEnd();
			assertThat(drained).isNotDone();
			this.application.answerSlow();
			assertThat(this.client.answer(1)).isEqualTo("x");
			this.client.awaitEnd();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

}
