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

package io.github.clusterboot.jetty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.boot.SharingTests;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedPort} and {@link SharedChannel} in a Jetty that Boot made.
 */
class JettySharingTests extends SharingTests {

	@Override
	protected WebServer server(Worker worker, int port, DrainedApplication application) {
		JettyServletWebServerFactory factory = customized(new JettyServletWebServerFactory(port), worker);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		return factory.getWebServer(application.servlet());
	}

	private static <F extends JettyWebServerFactory> F customized(F factory, Worker worker) {
		factory.setAddress(InetAddress.getLoopbackAddress());
		new ClusterJettyCustomizer(worker, false, null).customize(factory);
		return factory;
	}

	@Test
	void furtherConnectorIsSharedToo() throws Exception {
		Worker worker = connect(SchedulingPolicy.OS);
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.addServerCustomizers((server) -> server.addConnector(new ServerConnector(server, 2, 1)));
		JettyWebServer server = start(worker, factory);
		int port = ((ServerConnector) server.getServer().getConnectors()[1]).getLocalPort();
		assertThat(primary().addresses()).extracting(InetSocketAddress::getPort)
			.containsExactlyInAnyOrder(port, server.getPort());
		assertThat(get(port).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void connectorThatCannotBeSharedIsRefused() throws Exception {
		Worker worker = connect(SchedulingPolicy.OS);
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.setAcceptors(0);
		assertThatExceptionOfType(UnsharedConnectorException.class).isThrownBy(() -> start(worker, factory))
			.withMessageContaining("server.jetty.threads.acceptors=1");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsDoNotWaitForConnections(SchedulingPolicy policy) throws Exception {
		Worker worker = connect(policy);
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.setThreadPool(new VirtualThreadPool());
		JettyWebServer server = start(worker, factory);
		for (int i = 0; i < 5; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.anyMatch((name) -> name.startsWith("cluster-acceptor"));
		CompletableFuture.runAsync(server::stop).get(10, TimeUnit.SECONDS);
	}

	@Test
	void reactiveServerIsSharedToo() throws Exception {
		Worker worker = connect(SchedulingPolicy.ROUND_ROBIN);
		WebServer server = start(customized(new JettyReactiveWebServerFactory(0), worker)
			.getWebServer(new DrainedApplication().httpHandler()));
		worker.accept();
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	private JettyWebServer start(Worker worker, JettyServletWebServerFactory factory) {
		JettyWebServer server = (JettyWebServer) start(
				customized(factory, worker).getWebServer(new DrainedApplication().servlet()));
		worker.accept();
		return server;
	}

}
