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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The embedded web servers that are on the class path of an application. Which one of
 * them it starts only its beans decide: where there is Jetty beside Tomcat, Spring Boot
 * takes Jetty, unless the application says otherwise.
 *
 * @param names their names
 */
public record WebServers(List<String> names) {

	private static final List<String> SHARED = List.of("Tomcat", "Jetty", "Reactor Netty");

	private static final List<Known> KNOWN = List.of(
			new Known("Tomcat", "org.springframework.boot.tomcat.TomcatWebServerFactory",
					"org.apache.catalina.startup.Tomcat", false),
			new Known("Jetty", "org.springframework.boot.jetty.JettyWebServerFactory",
					"org.eclipse.jetty.server.Server", false),
			new Known("Reactor Netty", "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory",
					"reactor.netty.http.server.HttpServer", true));

	/**
	 * Finds the web servers for a type of application.
	 * @param reactive whether the application is a reactive one
	 * @param isPresent whether there is a class of that name
	 * @return the web servers
	 */
	static WebServers find(boolean reactive, Predicate<String> isPresent) {
		return new WebServers(KNOWN.stream()
			.filter((known) -> isPresent.test(known.factory) && isPresent.test(known.server))
			.filter((known) -> reactive || !known.onlyReactive)
			.map(Known::name)
			.toList());
	}

	/**
	 * Why an application with none but these cannot be clustered.
	 * @return the reason, to be read by people after {@code "Not clustered: "}, or
	 * {@code null} if there is none
	 */
	@Nullable String obstacle() {
		if (this.names.stream().anyMatch(SHARED::contains)) {
			return null;
		}
		return (this.names.isEmpty())
				? "there is none of the web servers whose port can be shared, " + String.join(" and ", SHARED)
				: unsupported(String.join(" or ", this.names));
	}

	/**
	 * Why an application with one of these may turn out not to be clustered, once it has
	 * chosen.
	 * @return the reason, or {@code null} if there is no choice
	 */
	@Nullable String doubt() {
		List<String> others = new ArrayList<>(this.names);
		return (others.removeAll(SHARED) && !others.isEmpty())
				? "it may have to go on as the application, whose web server may be " + String.join(" or ", others)
				: null;
	}

	/**
	 * Why an application whose web server comes from this factory cannot be clustered.
	 * @param factory the class of the factory
	 * @return the reason, or {@code null} if there is none
	 */
	public static @Nullable String obstacle(Class<?> factory) {
		for (Class<?> type = factory; type != null; type = type.getSuperclass()) {
			for (Known known : KNOWN) {
				if (known.factory.equals(type.getName())) {
					return SHARED.contains(known.name) ? null : unsupported(known.name);
				}
			}
		}
		return unsupported("that of " + factory.getName());
	}

	private static String unsupported(String name) {
		return "the web server is " + name + "; only the ports of " + String.join(" and ", SHARED)
				+ " can be shared so far";
	}

	/**
	 * A web server that Spring Boot supports.
	 */
	private record Known(String name, String factory, String server, boolean onlyReactive) {

	}

}
