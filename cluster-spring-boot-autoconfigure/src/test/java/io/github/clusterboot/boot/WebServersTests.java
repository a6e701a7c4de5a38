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

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebServers}.
 */
class WebServersTests {

	private static final Set<String> TOMCAT = Set.of("org.springframework.boot.tomcat.TomcatWebServerFactory",
			"org.apache.catalina.startup.Tomcat");

	private static final Set<String> JETTY = Set.of("org.springframework.boot.jetty.JettyWebServerFactory",
			"org.eclipse.jetty.server.Server");

	private static final Set<String> NETTY = Set.of(
			"org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory",
			"reactor.netty.http.server.HttpServer");

	@Test
	void tomcatAloneIsClusteredWithoutDoubt() {
		WebServers servers = WebServers.find(false, TOMCAT::contains);
		assertThat(servers.names()).containsExactly("Tomcat");
		assertThat(servers.obstacle()).isNull();
		assertThat(servers.doubt()).isNull();
	}

	@Test
	void jettyIsClusteredWithoutDoubt() {
		assertThat(WebServers.find(false, JETTY::contains).obstacle()).isNull();
		assertThat(WebServers.find(false, (name) -> TOMCAT.contains(name) || JETTY.contains(name)))
			.satisfies((servers) -> assertThat(servers.obstacle()).isNull())
			.satisfies((servers) -> assertThat(servers.doubt()).isNull());
	}

	@Test
	void serversThatAreNotSharedAreNamed() {
		assertThat(WebServers.find(true, NETTY::contains).obstacle())
			.isEqualTo("the web server is Reactor Netty; only the ports of Tomcat and Jetty can be shared so far");
		assertThat(WebServers.find(true, Set.of()::contains).obstacle())
			.isEqualTo("there is none of the web servers whose port can be shared, Tomcat and Jetty");
	}

	@Test
	void reactorNettyServesNoServlets() {
		assertThat(WebServers.find(false, NETTY::contains).names()).isEmpty();
		assertThat(WebServers.find(false, (name) -> TOMCAT.contains(name) || NETTY.contains(name)).doubt()).isNull();
	}

	@Test
	void besideReactorNettyThereIsDoubt() {
		assertThat(WebServers.find(true, (name) -> JETTY.contains(name) || NETTY.contains(name)).doubt())
			.endsWith("web server may be Reactor Netty");
		assertThat(WebServers.find(true, (name) -> TOMCAT.contains(name) || NETTY.contains(name)).doubt())
			.endsWith("web server may be Reactor Netty");
	}

	@Test
	void aModuleWithoutItsServerDoesNotCount() {
		assertThat(WebServers.find(false, List.copyOf(TOMCAT).subList(0, 1)::contains).names()).isEmpty();
	}

	@Test
	void theFactoryDecides() throws ClassNotFoundException {
		assertThat(WebServers.obstacle(TomcatServletWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(TomcatReactiveWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(OwnTomcatFactory.class)).isNull();
		assertThat(WebServers.obstacle(JettyServletWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(JettyReactiveWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(OtherFactory.class))
			.isEqualTo("the web server is that of %s; only the ports of Tomcat and Jetty can be shared so far"
				.formatted(OtherFactory.class.getName()));
	}

	@Test
	void thisClassPathHasBoth() {
		assertThat(WebServers.find(false, (name) -> ClassUtils.isPresent(name, null)).names()).containsExactly("Tomcat",
				"Jetty");
	}

	static class OwnTomcatFactory extends TomcatServletWebServerFactory {

	}

	static class OtherFactory implements WebServerFactory {

	}

}
