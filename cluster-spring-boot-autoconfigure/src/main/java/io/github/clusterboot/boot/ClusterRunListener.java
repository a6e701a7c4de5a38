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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JvmBudget;
import io.github.clusterboot.jvm.JvmResources;
import io.github.clusterboot.jvm.WorkerMarker;
import io.github.clusterboot.lean.LeanPrimary;
import io.github.clusterboot.lean.PlainApplication;
import io.github.clusterboot.lean.PrimaryClasses;
import io.github.clusterboot.lean.PrimarySpecification;
import io.github.clusterboot.lean.PrimarySpecification.Redis;
import io.github.clusterboot.primary.Primary;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.session.EmbeddedRedisMode;
import io.github.clusterboot.worker.Worker;
import io.github.clusterboot.worker.WorkerSignals;

/**
 * Where an application becomes a cluster: when its environment is prepared, before any
 * context exists. The process that was launched runs the primary here, to its end, and
 * does not return, unless a worker finds that the application cannot be clustered; a
 * worker connects to the primary and goes on as a normal application.
 * <p>
 * It comes after Boot's own listener, so that configuration and logging are ready.
 */
final class ClusterRunListener implements SpringApplicationRunListener, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(ClusterRunListener.class);

	/**
	 * An application may run more than one {@link SpringApplication}; this process is one
	 * worker all the same.
	 */
	private static @Nullable Worker workerOfThisJvm;

	private static boolean primaryRunning;

	private static final Set<String> told = new HashSet<>();

	private static boolean otherContextRuns;

	/**
	 * Why the application cannot be clustered, where only a worker could find that out.
	 */
	private static @Nullable String foundOut;

	private final SpringApplication application;

	private final String[] arguments;

	private final QuietStart quietStart;

	private @Nullable Worker worker;

	ClusterRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
		this.quietStart = new QuietStart(LoggingSystem.get(getClass().getClassLoader()));
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Others have silenced logging by now, until it is configured.
	 */
	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (marker != null) {
			WorkerConnection.begin(marker);
		}
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		if (foundOut != null) {
			return;
		}
		String finding = System.getProperty(PlainApplication.REASON);
		if (finding != null) {
			tellOnce(finding);
			return;
		}
		LaunchFacts facts = LaunchFacts.gather(this.application, environment, primaryRunning);
		LaunchDecision decision = LaunchDecision.of(facts);
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (decision instanceof LaunchDecision.Unclustered unclustered && (marker == null || !facts.excludeWorker())) {
			if (marker == null) {
				tellOnce(unclustered.reason());
			}
			return;
		}
		if (marker == null && otherContextRuns) {
			// a primary must run nothing of the application
			tellOnce("another application context runs in this JVM already, a parent of this one in all likelihood");
			return;
		}
		try {
			if (marker != null) {
				ClusterProperties properties = properties(environment);
				if (!marker.first() && properties.getWorker().getLogStartup() == LogStartup.FIRST) {
					// unless spring.main.log-startup-info, which is bound later, says
					// otherwise
					this.application.setLogStartupInfo(false);
					this.quietStart.begin(environment, this.application.getMainApplicationClass());
				}
				this.worker = becomeWorker(marker, properties);
				if (decision instanceof LaunchDecision.Unclustered unclustered) {
					this.worker.endUnclustered(unclustered.reason());
				}
			}
			else if (decision instanceof LaunchDecision.Clustered clustered) {
				NativeTransport.begin();
				launchPrimary(properties(environment), bootstrapContext, environment, clustered.doubt());
			}
		}
		catch (NativeTransport.UnavailableException ex) {
			logger.warn("Not clustered: no native transport works here, so sockets cannot be shared ({})",
					ex.getMessage());
		}
	}

	private static ClusterProperties properties(ConfigurableEnvironment environment) {
		return Binder.get(environment).bindOrCreate("cluster", ClusterProperties.class);
	}

	private void launchPrimary(ClusterProperties properties, ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment, @Nullable String doubt) throws NativeTransport.UnavailableException {
		JavaCommand java;
		try {
			java = JavaCommand.current(this.arguments);
		}
		catch (IllegalStateException ex) {
			logger.warn("Not clustered: no other JVM can be started in the way of this one ({})", ex.getMessage());
			return;
		}
		PidFile pidFile = new PidFile(this.application, environment);
		PrimarySpecification primary;
		try {
			primary = specify(java, properties, pidFile.path());
		}
		catch (InvalidClusterPropertyException ex) {
			throw ex.asWritten(environment.getProperty(ex.property()));
		}
		pidFile.write(new ApplicationEnvironmentPreparedEvent(bootstrapContext, this.application, this.arguments,
				environment));
		ClassLoader loader = getClass().getClassLoader();
		if (properties.getPrimary().isLean()) {
			String reason = (doubt != null) ? doubt : LeanPrimary.replaceThisJvm(primary, environment, loader);
			NativeTransport.load();
			logger.info("The primary runs in the JVM that was launched: {}", reason);
		}
		Primary inPlace = primary.primary(NativeTransport.load());
		int code = runInPlace(inPlace, loader);
		String reason = inPlace.unclustered();
		if (reason == null) {
			System.exit(code);
			return;
		}
		foundOut = reason;
		tellOnce(reason);
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (this.worker != null && marker != null) {
			context.getBeanFactory().registerSingleton(Worker.class.getName(), this.worker);
			context.getBeanFactory()
				.registerSingleton(ClusterWorker.class.getName(), new ClusterWorker(marker.id(), marker.slot()));
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.worker != null) {
			this.worker.refreshed();
		}
		else if (WorkerMarker.ofThisJvm() == null) {
			otherContextRuns = true;
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		this.quietStart.end();
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		this.quietStart.end();
	}

	private static synchronized void tellOnce(String reason) {
		if (told.add(reason)) {
			logger.info("Not clustered: {}", reason);
		}
	}

	private static synchronized Worker becomeWorker(WorkerMarker marker, ClusterProperties properties) {
		Worker worker = workerOfThisJvm;
		if (worker == null) {
			WorkerSignals.ignoreTerminal();
			WorkerConnection connection = WorkerConnection.begin(marker);
			worker = connection.await();
			worker.online();
			worker.beat(properties.getHeartbeat().getInterval());
			WorkerSignals.drainOnTerm(worker, connection.end(), properties.getDrainTimeout());
			workerOfThisJvm = worker;
		}
		return worker;
	}

	private static int runInPlace(Primary primary, ClassLoader loader) {
		primaryRunning = true;
		PrimaryClasses.loadInBackground(loader);
		try {
			return primary.run();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot create its private sockets", ex);
		}
	}

	private static PrimarySpecification specify(JavaCommand java, ClusterProperties properties,
			@Nullable Path pidFile) {
		List<String> jvmArguments = JvmArgumentsParser.parse(properties.getWorker().getJvmArgs());
		JvmBudget budget = JvmBudget.of(JvmResources.current(), java.jvmArguments(), jvmArguments,
				properties.wantedWorkers(), properties.wantedStandby());
		PrimarySettings settings = properties.toPrimarySettings(budget.workers());
		if (budget.warning() != null) {
			logger.warn("{}", budget.warning());
		}
		return new PrimarySpecification(settings, java, budget.share(), jvmArguments,
				properties.toStartupCacheSettings(), redis(properties.getSession()), pidFile);
	}

	private static @Nullable Redis redis(ClusterProperties.Session session) {
		if (session.getEmbeddedRedis() == EmbeddedRedisMode.FALSE) {
			return null;
		}
		Path directory = session.getEmbeddedRedisDirectory();
		return new Redis((directory != null) ? directory.toAbsolutePath() : null,
				session.getEmbeddedRedis() == EmbeddedRedisMode.TRUE);
	}

}
