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

package io.github.clusterboot.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainTests;
import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedConnections} in a Reactor Netty server that Boot made.
 */
class NettyDrainTests extends DrainTests {

	@Override
	protected WebServer server(Worker worker, DrainedApplication application) {
		return NettyServers.factory(worker).getWebServer(application.httpHandler());
	}

	@Test
	void earlyAnswerToAWholeRequestIsTheLast() throws Exception {
		start(SchedulingPolicy.OS);
		Client client = new Client();
		assertThat(client.get("/")).isEqualTo("fast");
		CompletableFuture<Void> drained = drain();
		while (!client.isClosing()) {
			client.write("POST /early HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nxy");
			assertThat(client.read()).isEqualTo("fast");
		}
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void earlyAnswerIsNotFollowedByAReset() throws Exception {
		answerThatComesBeforeTheBodyIsNotFollowedByAReset();
	}

}
