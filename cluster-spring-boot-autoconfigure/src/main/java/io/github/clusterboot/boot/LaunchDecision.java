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

import org.jspecify.annotations.Nullable;

/**
 * Whether a run is a real launch, which becomes a cluster, or something else that only
 * uses the application. The first row that applies decides:
 * <table>
 * <caption>Truth table</caption>
 * <tr>
 * <th>Fact</th>
 * <th>Decision</th>
 * </tr>
 * <tr>
 * <td>{@code cluster.enabled=false}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>This JVM is a primary already</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>GraalVM native image</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>AOT processing</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>Training run ({@code spring.context.exit} or {@code spring.context.checkpoint} is
 * {@code onRefresh})</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>{@code SpringBootServletInitializer} (a WAR in a servlet container)</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>A test framework</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>{@code SpringApplication.from}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>{@code SpringApplicationHook}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>Devtools restarter</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>{@code spring.application.admin.enabled=true}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>Web application type {@code NONE}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>Neither {@code server.port} nor {@code management.server.port} is a port</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>No Tomcat among the {@linkplain WebServers web servers}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>{@code cluster.enabled=auto} and the main class is in a {@linkplain BuildDirectory
 * directory that a build writes}</td>
 * <td>{@link Unclustered}</td>
 * </tr>
 * <tr>
 * <td>None of these</td>
 * <td>{@link Clustered}</td>
 * </tr>
 * </table>
 */
public sealed interface LaunchDecision {

	/**
	 * Decides what a run is.
	 * @param facts what is known about the run
	 * @return the decision
	 */
	static LaunchDecision of(LaunchFacts facts) {
		if (facts.disabled()) {
			return new Unclustered("cluster.enabled is false");
		}
		if (facts.primaryRunning()) {
			return new Unclustered("this JVM is the primary of a cluster already");
		}
		if (facts.nativeImage()) {
			return new Unclustered("workers are JVMs and this is a native image");
		}
		if (facts.aotProcessing()) {
			return new Unclustered("the application is being processed ahead of time");
		}
		if (facts.trainingRun()) {
			return new Unclustered("this is a training run, which ends when the context is refreshed");
		}
		if (facts.servletContainer()) {
			return new Unclustered("the application is deployed to a servlet container, which owns the port");
		}
		if (facts.testing()) {
			return new Unclustered("the application is run by a test");
		}
		if (facts.augmented()) {
			return new Unclustered("the application is run by SpringApplication.from");
		}
		if (facts.hooked()) {
			return new Unclustered("the application is run under a SpringApplicationHook");
		}
		if (facts.devtoolsRestart()) {
			return new Unclustered("devtools restarts the application in this JVM");
		}
		if (facts.adminEnabled()) {
			return new Unclustered("spring.application.admin.enabled is true, so a build tool manages this JVM");
		}
		if (facts.webless()) {
			return new Unclustered("the web application type is NONE, so there is no port to share");
		}
		if (facts.portless()) {
			return new Unclustered("server.port is negative, so there is no port to share");
		}
		String obstacle = facts.webServers().obstacle();
		if (obstacle != null) {
			return new Unclustered(obstacle);
		}
		if (facts.buildDirectory() != null) {
			return new Unclustered(("the application runs from %s, to which it is compiled, so this is development; "
					+ "cluster.enabled=true changes that")
				.formatted(facts.buildDirectory()));
		}
		return new Clustered(facts.webServers().doubt());
	}

	/**
	 * A real launch: this process becomes a primary.
	 *
	 * @param doubt why it may turn out that the application cannot be clustered, or
	 * {@code null}
	 */
	record Clustered(@Nullable String doubt) implements LaunchDecision {

	}

	/**
	 * Not a real launch: the application runs as it would without this library.
	 *
	 * @param reason why, to be read by people after {@code "Not clustered: "}
	 */
	record Unclustered(String reason) implements LaunchDecision {

	}

}
