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
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.client.ReactorResourceFactory;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.boot.SharingTests;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link SharedServerChannel} in a Reactor Netty server that Boot made.
 */
class NettySharingTests extends SharingTests {

	@Override
	protected WebServer server(Worker worker, int port, DrainedApplication application) {
		NettyReactiveWebServerFactory factory = NettyServers.withHttp2(worker);
		factory.setPort(port);
		return factory.getWebServer(application.httpHandler());
	}

	@Test
	void serverIsStoppedAndStartedWithItsEventLoops() throws Exception {
		Worker worker = connect(SchedulingPolicy.OS);
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		resources.start();
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.setResourceFactory(resources);
		new ClusterNettyCustomizer(worker, false, null, resources).customize(factory);
		WebServer server = start(factory.getWebServer(new DrainedApplication().httpHandler()));
		worker.accept();
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		server.stop();
		resources.stop();
		resources.start();
		server.start();
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		server.stop();
		resources.stop();
	}

	@Test
	void eventLoopsThatTakeNoSharedConnectionAreRefused() throws Exception {
		EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		refused((server) -> server.runOn(epoll), "event loops");
		epoll.shutdownGracefully();
	}

	@Test
	void domainSocketIsRefused(@TempDir Path directory) throws Exception {
		refused((server) -> server.bindAddress(() -> new DomainSocketAddress(directory.resolve("socket").toFile())),
				"ServerDomainSocketChannel");
	}

	private void refused(NettyServerCustomizer customizer, String reason) throws Exception {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.addServerCustomizers(customizer);
		new ClusterNettyCustomizer(connect(SchedulingPolicy.OS), false, null, null).customize(factory);
		WebServer server = factory.getWebServer(new DrainedApplication().httpHandler());
		assertThatException().isThrownBy(server::start)
			.satisfies((ex) -> assertThat(ex).hasRootCauseInstanceOf(UnsharedServerException.class)
				.rootCause()
				.hasMessageContaining(reason));
	}

}
