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
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.NativeDetector;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.jvm.WorkerMarker;

/**
 * What is known about a run of a {@link SpringApplication} once its environment is
 * prepared. Every fact speaks against clustering: a real launch has none of them, and
 * Tomcat.
 *
 * @param disabled {@code cluster.enabled} is {@code false}
 * @param primaryRunning this JVM is a primary already
 * @param nativeImage this process is a GraalVM native image, not a JVM
 * @param aotProcessing the application is run to generate its AOT sources
 * @param trainingRun the process ends or is checkpointed when the context is refreshed
 * @param servletContainer the application is a WAR in a servlet container
 * @param testing a test framework is at work
 * @param augmented the application was started by {@code SpringApplication.from}
 * @param hooked the application was started under a {@code SpringApplicationHook}
 * @param devtoolsRestart the devtools restarter owns the application
 * @param adminEnabled a build tool manages the application through its admin MXBean
 * @param webless the web application type is {@code NONE}
 * @param portless the application is to have no port ({@code server.port=-1})
 * @param webServers the web servers on its class path
 * @param buildDirectory the directory of a build that the application runs from, unless
 * such launches are clustered too ({@code cluster.enabled=true}), or {@code null}
 */
public record LaunchFacts(boolean disabled, boolean primaryRunning, boolean nativeImage, boolean aotProcessing,
		boolean trainingRun, boolean servletContainer, boolean testing, boolean augmented, boolean hooked,
		boolean devtoolsRestart, boolean adminEnabled, boolean webless, boolean portless, WebServers webServers,
		@Nullable String buildDirectory) {

	private static final String[] TEST_FRAMEWORKS = { "org.springframework.boot.test.",
			"org.springframework.test.context.", "org.junit.", "junit.framework.", "org.testng.", "io.cucumber.",
			"cucumber.", "org.spockframework.", "io.kotest.", "org.apache.maven.surefire." };

	/**
	 * Collects the facts about a run. Call it on the thread that runs the application,
	 * when its environment is prepared.
	 * @param application the application that runs
	 * @param environment its environment, not yet bound to the application
	 * @param primaryRunning whether this JVM is a primary already
	 * @return the facts
	 * @throws org.springframework.boot.context.properties.bind.BindException if
	 * {@code cluster.enabled} is no {@link LaunchMode} or
	 * {@code spring.application.admin.enabled} no boolean
	 */
	public static LaunchFacts gather(SpringApplication application, ConfigurableEnvironment environment,
			boolean primaryRunning) {
		return gather(application, environment, primaryRunning, CallStack.ofCurrentThread(), CallStack.ofAllThreads());
	}

	static LaunchFacts gather(SpringApplication application, ConfigurableEnvironment environment,
			boolean primaryRunning, CallStack thread, CallStack process) {
		Binder binder = Binder.get(environment);
		String type = webApplicationType(binder, application);
		// what a worker is started for and where it runs from, its primary has found fit
		boolean worker = WorkerMarker.ofThisJvm() != null;
		LaunchMode mode = binder.bind("cluster.enabled", LaunchMode.class).orElse(LaunchMode.AUTO);
		return new LaunchFacts(mode == LaunchMode.FALSE, primaryRunning, NativeDetector.inNativeImage(),
				Boolean.getBoolean("spring.aot.processing") || thread.has("org.springframework.context.aot.",
						"org.springframework.boot.SpringApplicationAotProcessor"),
				isOnRefresh("spring.context.exit") || isOnRefresh("spring.context.checkpoint"),
				thread.has("org.springframework.boot.web.servlet.support.SpringBootServletInitializer"),
				// tests may start the application on a thread of their own
				process.has(TEST_FRAMEWORKS), thread.has("org.springframework.boot.SpringApplication$Augmented."),
				thread.has("org.springframework.boot.SpringApplication.withHook"),
				thread.has("org.springframework.boot.devtools.restart."),
				binder.bind("spring.application.admin.enabled", Boolean.class).orElse(false),
				WebApplicationType.NONE.name().equalsIgnoreCase(type),
				!worker && isOff("server.port", binder) && isOff("management.server.port", binder),
				WebServers.find(WebApplicationType.REACTIVE.name().equalsIgnoreCase(type),
						(name) -> ClassUtils.isPresent(name, application.getClassLoader())),
				(mode == LaunchMode.AUTO && !worker) ? BuildDirectory.of(application.getMainApplicationClass()) : null);
	}

	/**
	 * Whether a worker runs a new version of the application that is not to be clustered
	 * any more. What else speaks against it may be about another
	 * {@link SpringApplication} that the worker runs before its own.
	 * @return whether that is so
	 */
	public boolean excludeWorker() {
		return this.disabled || (!this.webless && this.webServers.obstacle() != null);
	}

	private static boolean isOnRefresh(String property) {
		return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty(property));
	}

	// as text: a value that is no type or no port is for Boot to refuse, with its
	// analysis

	private static String webApplicationType(Binder binder, SpringApplication application) {
		return binder.bind("spring.main.web-application-type", String.class)
			.orElseGet(() -> String.valueOf(application.getWebApplicationType()))
			.trim();
	}

	/**
	 * Whether a port is switched off. Actuator is at the application's if it has none.
	 */
	private static boolean isOff(String property, Binder binder) {
		return binder.bind(property, String.class)
			.orElse(property.startsWith("management.") ? "-1" : "")
			.trim()
			.startsWith("-");
	}

}
