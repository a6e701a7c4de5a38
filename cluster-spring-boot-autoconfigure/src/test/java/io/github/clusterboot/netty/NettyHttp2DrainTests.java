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

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.boot.Http2Client;
import io.github.clusterboot.boot.Http2DrainTests;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the drain of connections of HTTP/2 by {@link SharedConnection}.
 */
class NettyHttp2DrainTests extends Http2DrainTests {

	@Override
	protected WebServer server(Worker worker, DrainedApplication application) {
		NettyReactiveWebServerFactory factory = NettyServers.withHttp2(worker);
		factory.setShutdown(Shutdown.GRACEFUL);
		return factory.getWebServer(application.httpHandler());
	}

	@Test
	void connectionThatSpeaksHttp2OnlyDuringTheDrainIsToldToLeave() throws Exception {
		worker().beat(Duration.ofMillis(50));
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().getPort());
		primary().awaitHeartbeat((heartbeat) -> heartbeat.connections() == 2);
		CompletableFuture<Void> drained = InJvmPrimary.drain(worker(), Duration.ofSeconds(30));
		client().goAway();
		try (Http2Client late = new Http2Client(socket)) {
			late.post(1, "/");
			assertThat(late.goAway()).isEqualTo(Integer.MAX_VALUE);
			late.awaitEnd();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

}
