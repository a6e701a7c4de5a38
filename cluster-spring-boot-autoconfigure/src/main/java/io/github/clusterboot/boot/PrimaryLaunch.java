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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JvmBudget;
import io.github.clusterboot.jvm.JvmResources;
import io.github.clusterboot.lean.LeanPrimary;
import io.github.clusterboot.lean.PrimaryJars;
import io.github.clusterboot.lean.PrimarySpecification;
import io.github.clusterboot.primary.Primary;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.redis.RedisCommand;

/**
 * Makes the launched process a primary: a lean one if it can be, else one in this JVM.
 */
final class PrimaryLaunch {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryLaunch.class);

	private final ApplicationEnvironmentPreparedEvent event;

	private final ConfigurableEnvironment environment;

	private final ClusterProperties properties;

	PrimaryLaunch(ApplicationEnvironmentPreparedEvent event) {
		this.event = event;
		this.environment = event.getEnvironment();
		this.properties = ClusterProperties.of(this.environment);
	}

	/**
	 * Runs the primary to its end, and this process with it.
	 * @return why the launched JVM has to go on as the application
	 * @throws NativeTransport.UnavailableException if no native transport works here
	 */
	String run() throws NativeTransport.UnavailableException {
		NativeTransport.begin();
		JavaCommand java;
		try {
			java = JavaCommand.current(this.event.getArgs());
		}
		catch (IllegalStateException ex) {
			return "no other JVM can be started in the way of this one (%s)".formatted(ex.getMessage());
		}
		RemovedProperties.warnOf(this.environment);
		PidFile pidFile = new PidFile(this.event.getSpringApplication(), this.environment);
		PrimarySpecification specification = specify(java, pidFile.path());
		pidFile.write(this.event);
		ClassLoader loader = getClass().getClassLoader();
		if (this.properties.primary().lean()) {
			String obstacle = LeanPrimary.replaceThisJvm(specification, this.environment, loader);
			NativeTransport.load();
			logger.info("The primary runs in the JVM that was launched: {}", obstacle);
		}
		NativeTransport.load();
		return runInThisJvm(specification.primary(), loader);
	}

	private static String runInThisJvm(Primary primary, ClassLoader loader) {
		new PrimaryJars(loader).loadInBackground();
		try {
			int code = primary.run();
			String unclustered = primary.unclustered();
			if (unclustered != null) {
				return unclustered;
			}
			System.exit(code);
			throw new IllegalStateException("The JVM has not exited");
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot create its private sockets", ex);
		}
	}

	private PrimarySpecification specify(JavaCommand java, @Nullable Path pidFile) {
		ClusterPropertiesMapper mapper = new ClusterPropertiesMapper(this.properties);
		List<String> jvmArguments = workerArguments(this.properties.worker().jvmArgs());
		JvmBudget budget = JvmBudget.of(JvmResources.current(), java.jvmArguments(), jvmArguments, mapper.workers(),
				mapper.standby());
		PrimarySettings settings = mapper.primary(budget.workers());
		if (budget.warning() != null) {
			logger.warn("{}", budget.warning());
		}
		return new PrimarySpecification(settings, java, budget.share(), jvmArguments, mapper.startupCache(), redis(),
				pidFile);
	}

	/**
	 * A worker writes to the terminal of the primary, but reads nothing from it. Boot
	 * shows colours to a process that does both.
	 */
	static List<String> workerArguments(String ofUser) {
		List<String> arguments = new ArrayList<>();
		if (!AnsiOutput.toString(AnsiColor.RED, "").isEmpty()) {
			arguments.add("-Dspring.output.ansi.enabled=always");
		}
		arguments.addAll(JvmArgumentsParser.parse(ofUser));
		return arguments;
	}

	private @Nullable RedisCommand redis() {
		ClusterProperties.Session session = this.properties.session();
		if (session.embeddedRedis() == EmbeddedRedisMode.FALSE) {
			return null;
		}
		Path directory = session.embeddedRedisDirectory();
		return new RedisCommand(null, (directory != null) ? directory.toAbsolutePath() : null,
				session.embeddedRedis() == EmbeddedRedisMode.TRUE);
	}

}
