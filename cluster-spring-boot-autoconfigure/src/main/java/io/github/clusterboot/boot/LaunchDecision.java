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

import java.net.URL;
import java.security.CodeSource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.NativeDetector;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.jvm.WorkerMarker;

/**
 * Whether a run of a {@link SpringApplication} is a real launch, which becomes a cluster,
 * or something else that only uses the application.
 *
 * @param obstacle why it is not clustered, to be read by people after
 * {@code "Not clustered: "}, or {@code null} if it is
 * @param endsWorker whether the obstacle means that a worker runs a new version of the
 * application that is not to be clustered any more. All else may be about another
 * {@link SpringApplication} that the worker runs before its own
 */
record LaunchDecision(@Nullable String obstacle, boolean endsWorker) {

	private static final String[] TEST_FRAMEWORKS = { "org.springframework.boot.test.",
			"org.springframework.test.context.", "org.junit.", "junit.framework.", "org.testng.", "io.cucumber.",
			"cucumber.", "org.spockframework.", "io.kotest.", "org.apache.maven.surefire." };

	/**
	 * Where an archive was exploded, or a buildpack has put classes.
	 */
	private static final Pattern PACKAGED = Pattern.compile(".*/(BOOT|WEB)-INF/classes/");

	/**
	 * Where Maven, Gradle, Eclipse, Visual Studio Code and IntelliJ IDEA compile to.
	 */
	private static final Pattern BUILT = Pattern.compile(".*/(target/((test-)?classes|spring-aot/.+)"
			+ "|build/(classes|resources)(/.+)?|bin(/(main|test|default))?|out/(production|test)/.+)/");

	/**
	 * Decides on the thread that runs the application, when its environment is prepared.
	 * @param environment its environment, not yet bound to the application
	 */
	static LaunchDecision of(SpringApplication application, Environment environment) {
		return of(application, environment, frames(Stream.of(Thread.currentThread().getStackTrace())),
				frames(Thread.getAllStackTraces().values().stream().flatMap(Stream::of)));
	}

	/**
	 * Decides by the first rule that applies.
	 * @param callers the frames of this thread, each as {@code class.method}
	 * @param all those of all threads, as tests may start the application on one of their
	 * own
	 */
	static LaunchDecision of(SpringApplication application, Environment environment, List<String> callers,
			List<String> all) {
		Binder binder = Binder.get(environment);
		boolean worker = WorkerMarker.ofThisJvm() != null;
		LaunchMode mode = binder.bind("cluster.enabled", LaunchMode.class).orElse(LaunchMode.AUTO);
		// as text: what is no type is for Boot to refuse
		String type = binder.bind("spring.main.web-application-type", String.class)
			.orElseGet(() -> String.valueOf(application.getWebApplicationType()))
			.trim();
		boolean webless = type.equalsIgnoreCase("none");
		String unshared = WebServers.obstacle(type.equalsIgnoreCase("reactive"),
				(name) -> ClassUtils.isPresent(name, application.getClassLoader()));
		// a worker runs from where its primary wants it
		String built = (mode == LaunchMode.AUTO && !worker) ? buildDirectory(application.getMainApplicationClass())
				: null;
		List<Rule> rules = List.of(new Rule(mode == LaunchMode.FALSE, "cluster.enabled is false"),
				new Rule(has(all, "io.github.clusterboot.boot.PrimaryLaunch."),
						"this JVM is the primary of a cluster already"),
				new Rule(NativeDetector.inNativeImage(), "workers are JVMs and this is a native image"),
				new Rule(
						Boolean.getBoolean("spring.aot.processing") || has(callers, "org.springframework.context.aot.",
								"org.springframework.boot.SpringApplicationAotProcessor"),
						"the application is being processed ahead of time"),
				new Rule(isOnRefresh("spring.context.exit") || isOnRefresh("spring.context.checkpoint"),
						"this is a training run, which ends when the context is refreshed"),
				new Rule(has(callers, "org.springframework.boot.web.servlet.support.SpringBootServletInitializer"),
						"the application is deployed to a servlet container, which owns the port"),
				new Rule(has(all, TEST_FRAMEWORKS), "the application is run by a test"),
				new Rule(has(callers, "org.springframework.boot.SpringApplication$Augmented."),
						"the application is run by SpringApplication.from"),
				new Rule(has(callers, "org.springframework.boot.SpringApplication.withHook"),
						"the application is run under a SpringApplicationHook"),
				new Rule(has(callers, "org.springframework.boot.devtools.restart."),
						"devtools restarts the application in this JVM"),
				new Rule(binder.bind("spring.application.admin.enabled", Boolean.class).orElse(false),
						"spring.application.admin.enabled is true, so a build tool manages this JVM"),
				new Rule(webless, "the web application type is NONE, so there is no port to share"),
				new Rule(
						!worker && isNegative(binder, "server.port", "")
								&& isNegative(binder, "management.server.port", "-1"),
						"server.port is negative, so there is no port to share"),
				new Rule(unshared != null, String.valueOf(unshared)),
				new Rule(built != null, "the application runs from " + built + ", to which it is compiled, so this is "
						+ "development; cluster.enabled=true changes that"));
		String obstacle = rules.stream().filter(Rule::applies).map(Rule::reason).findFirst().orElse(null);
		return new LaunchDecision(obstacle, mode == LaunchMode.FALSE || (!webless && unshared != null));
	}

	private static List<String> frames(Stream<StackTraceElement> stack) {
		return stack.map((frame) -> frame.getClassName() + "." + frame.getMethodName()).toList();
	}

	private static boolean has(List<String> frames, String... prefixes) {
		return frames.stream().anyMatch((frame) -> Stream.of(prefixes).anyMatch(frame::startsWith));
	}

	private static boolean isOnRefresh(String property) {
		return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty(property));
	}

	private static boolean isNegative(Binder binder, String port, String unset) {
		return binder.bind(port, String.class).orElse(unset).trim().startsWith("-");
	}

	/**
	 * The directory of a build that a class comes from, or {@code null} if it comes from
	 * somewhere else.
	 */
	private static @Nullable String buildDirectory(@Nullable Class<?> type) {
		CodeSource source = (type != null) ? type.getProtectionDomain().getCodeSource() : null;
		URL place = (source != null) ? source.getLocation() : null;
		return (place != null && place.getProtocol().equals("file") && isBuilt(place.getPath())) ? place.getPath()
				: null;
	}

	/**
	 * Whether a path, with a slash at the end of a directory, is where a build writes.
	 */
	static boolean isBuilt(String path) {
		return BUILT.matcher(path).matches() && !PACKAGED.matcher(path).matches();
	}

	/**
	 * A row of the truth table.
	 */
	private record Rule(boolean applies, String reason) {

	}

}
