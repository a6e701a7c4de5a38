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
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The embedded web servers whose port can be shared. Which one of those on its class path
 * an application starts only its beans decide.
 */
public final class WebServers {

	private static final List<Known> KNOWN = List.of(
			new Known("org.springframework.boot.tomcat.TomcatWebServerFactory", "org.apache.catalina.startup.Tomcat",
					false),
			new Known("org.springframework.boot.jetty.JettyWebServerFactory", "org.eclipse.jetty.server.Server", false),
			new Known("org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory",
					"reactor.netty.http.server.HttpServer", true));

	private static final String NAMES = "Tomcat, Jetty and Reactor Netty";

	private WebServers() {
	}

	/**
	 * Why an application with this class path cannot be clustered.
	 * @param reactive whether the application is a reactive one
	 * @param isPresent whether there is a class of that name
	 * @return the reason, to be read by people after {@code "Not clustered: "}, or
	 * {@code null} if there is none
	 */
	static @Nullable String obstacle(boolean reactive, Predicate<String> isPresent) {
		return KNOWN.stream()
			.filter((known) -> reactive || !known.onlyReactive)
			.anyMatch((known) -> isPresent.test(known.factory) && isPresent.test(known.server)) ? null
					: "there is none of the web servers whose port can be shared, " + NAMES;
	}

	/**
	 * Why an application whose web server comes from this factory cannot be clustered.
	 * @param factory the class of the factory
	 * @return the reason, or {@code null} if there is none
	 */
	public static @Nullable String obstacle(Class<?> factory) {
		for (Class<?> type = factory; type != null; type = type.getSuperclass()) {
			String name = type.getName();
			if (KNOWN.stream().anyMatch((known) -> known.factory.equals(name))) {
				return null;
			}
		}
		return "the web server is that of " + factory.getName() + "; only the ports of " + NAMES + " can be shared";
	}

	/**
	 * A web server that Spring Boot supports.
	 */
	private record Known(String factory, String server, boolean onlyReactive) {

	}

}
