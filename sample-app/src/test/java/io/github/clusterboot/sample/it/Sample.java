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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How one of the applications is to be started; by default as a user does:
 * {@code java -jar}, with two workers.
 */
final class Sample {

	static final String ADMIN_PASSWORD = "of-a-test";

	private static final Path JAVA_HOME = Path.of(System.getProperty("it.java.home", System.getProperty("java.home")));

	private final List<String> prefix = new ArrayList<>();

	/**
	 * A JVM with more than one processor starts at less cost with them.
	 */
	private final List<String> jvmFlags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

	private final List<String> arguments = new ArrayList<>();

	private final Map<String, String> environment = new HashMap<>();

	private final Application application;

	/**
	 * The application's or a copy of it, if nothing else is launched.
	 */
	private Path jar;

	private List<String> launch = List.of();

	private int port = FreePort.find();

	private String workers = "2";

	private List<String> redis = List.of("--cluster.session.embedded-redis=false",
			"--management.health.redis.enabled=false");

	private Path directory = temporaryDirectory();

	/**
	 * What is said of the start-up cache, or {@code null} to use the one that the others
	 * share.
	 */
	private @Nullable List<String> startupCache;

	private Sample(Application application) {
		this.application = application;
		this.jar = application.jar();
	}

	static Sample of(Application application) {
		return new Sample(application);
	}

	static Sample full() {
		return of(Application.FULL);
	}

	static Sample minimal() {
		return of(Application.MINIMAL);
	}

	static Path tool(String name) {
		return JAVA_HOME.resolve("bin").resolve(name);
	}

	static Path temporaryDirectory() {
		try {
			return Files.createTempDirectory("sample-it-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Sample jvmFlags(String... flags) {
		this.jvmFlags.addAll(List.of(flags));
		return this;
	}

	Sample arguments(String... arguments) {
		this.arguments.addAll(List.of(arguments));
		return this;
	}

	Sample policy(Policy policy) {
		return arguments(policy.argument());
	}

	Sample workers(Object workers) {
		this.workers = workers.toString();
		return this;
	}

	Sample port(int port) {
		this.port = port;
		return this;
	}

	Sample environment(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	/**
	 * What comes after the JVM's flags.
	 * @param launch in place of {@code -jar} and the path of the jar
	 * @return this
	 */
	Sample launch(String... launch) {
		this.launch = List.of(launch);
		return this;
	}

	/**
	 * Starts a copy of the jar, which can be replaced while it runs.
	 * @return this
	 */
	Sample ownJar() {
		try {
			this.jar = Files.copy(this.jar, this.directory.resolve(this.jar.getFileName()));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lets requests operate the cluster.
	 * @return this
	 */
	Sample operations() {
		return arguments("--sample.admin-password=" + ADMIN_PASSWORD,
				"--management.endpoint.cluster.access=unrestricted",
				"--management.endpoints.web.exposure.include=health,info,cluster");
	}

	/**
	 * Lets requests change the state of a worker.
	 * @return this
	 */
	Sample testHooks() {
		return arguments("--spring.profiles.active=test-hooks");
	}

	/**
	 * Keeps sessions in a Redis. By default there is none and they are not used.
	 * @param redis the Redis, which need not run yet
	 * @return this
	 */
	Sample redis(RedisServer redis) {
		this.redis = List.of("--spring.data.redis.url=" + redis.url());
		return this;
	}

	/**
	 * Says nothing about Redis, as somebody who tries the sample.
	 * @return this
	 */
	Sample nothingSaidOfRedis() {
		this.redis = List.of();
		return this;
	}

	/**
	 * Does not use the start-up cache that the others share.
	 * @param arguments what is to be said of it
	 * @return this
	 */
	Sample startupCache(String... arguments) {
		this.startupCache = List.of(arguments);
		return this;
	}

	Sample directory(Path directory) {
		this.directory = directory;
		return this;
	}

	/**
	 * Starts in a process group of its own as a terminal does, with INT not ignored.
	 * @return this
	 */
	Sample ownProcessGroup() {
		this.prefix.addAll(List.of("setsid", "env", "--default-signal=INT"));
		return this;
	}

	SampleCluster start() {
		List<String> command = new ArrayList<>(this.prefix);
		command.add(tool("java").toString());
		command.addAll(this.jvmFlags);
		command.addAll((!this.launch.isEmpty()) ? this.launch : List.of("-jar", this.jar.toString()));
		command.addAll(applicationArguments());
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true);
		builder.environment()
			.keySet()
			.removeIf((name) -> name.startsWith("CLUSTER_") || name.endsWith("JAVA_OPTIONS")
					|| name.equals("JAVA_TOOL_OPTIONS"));
		builder.environment().putAll(this.environment);
		try {
			return new SampleCluster(builder.start(), this.port, this.directory, this.jar);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The arguments of the application.
	 * @return all of them in their order
	 */
	List<String> applicationArguments() {
		List<String> all = new ArrayList<>(List.of("--server.port=" + this.port, "--server.address=127.0.0.1",
				"--cluster.workers=" + this.workers, "--cluster.reload.pause=500ms"));
		all.addAll(this.redis);
		if (this.startupCache == null) {
			this.startupCache = SharedCache.of(this.application).arguments();
		}
		all.addAll(this.startupCache);
		all.addAll(this.arguments);
		return all;
	}

}
