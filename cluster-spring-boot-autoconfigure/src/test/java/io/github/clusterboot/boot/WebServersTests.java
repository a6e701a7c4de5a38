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
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
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

	private static final String NONE = "there is none of the web servers whose port can be shared, Tomcat, Jetty and Reactor Netty";

	@Test
	void eachServerOfBootIsClustered() {
		for (Set<String> server : List.of(TOMCAT, JETTY, NETTY)) {
			assertThat(WebServers.obstacle(true, server::contains)).isNull();
		}
		assertThat(WebServers.obstacle(false, TOMCAT::contains)).isNull();
		assertThat(WebServers.obstacle(false, JETTY::contains)).isNull();
	}

	@Test
	void reactorNettyServesNoServlets() {
		assertThat(WebServers.obstacle(false, NETTY::contains)).isEqualTo(NONE);
	}

	@Test
	void aModuleWithoutItsServerDoesNotCount() {
		assertThat(WebServers.obstacle(true, List.copyOf(TOMCAT).subList(0, 1)::contains)).isEqualTo(NONE);
		assertThat(WebServers.obstacle(true, Set.of()::contains)).isEqualTo(NONE);
	}

	@Test
	void theFactoryDecides() throws ClassNotFoundException {
		assertThat(WebServers.obstacle(TomcatServletWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(TomcatReactiveWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(OwnTomcatFactory.class)).isNull();
		assertThat(WebServers.obstacle(JettyServletWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(JettyReactiveWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(NettyReactiveWebServerFactory.class)).isNull();
		assertThat(WebServers.obstacle(OtherFactory.class))
			.isEqualTo("the web server is that of %s; only the ports of Tomcat, Jetty and Reactor Netty can be shared"
				.formatted(OtherFactory.class.getName()));
	}

	@Test
	void namesAreThoseOfTheClasses() {
		assertThat(WebServers.obstacle(false, (name) -> ClassUtils.isPresent(name, null))).isNull();
		assertThat(Stream.of(TOMCAT, JETTY, NETTY).flatMap(Set::stream))
			.allMatch((name) -> ClassUtils.isPresent(name, null));
	}

	static class OwnTomcatFactory extends TomcatServletWebServerFactory {

	}

	static class OtherFactory implements WebServerFactory {

	}

}
