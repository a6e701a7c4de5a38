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
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.jvm.WorkerMarker;
import io.github.clusterboot.lean.PlainApplication;
import io.github.clusterboot.worker.OomScore;
import io.github.clusterboot.worker.Worker;
import io.github.clusterboot.worker.WorkerEnd;
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

	private static final Set<String> told = new HashSet<>();

	private static boolean otherContextRuns;

	private final SpringApplication application;

	private final String[] arguments;

	private @Nullable QuietStart quietStart;

	private @Nullable Worker worker;

	ClusterRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		if (WorkerMarker.ofThisJvm() != null) {
			OomScore.raise();
			NativeTransport.begin();
		}
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		String finding = System.getProperty(PlainApplication.REASON);
		if (finding != null) {
			tellOnce(finding);
			return;
		}
		LaunchDecision decision = LaunchDecision.of(this.application, environment);
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (marker != null) {
			becomeWorker(marker, decision, environment);
		}
		else if (decision.obstacle() != null) {
			tellOnce(decision.obstacle());
		}
		else if (otherContextRuns) {
			// a primary must run nothing of the application
			tellOnce("another application context runs in this JVM already, a parent of this one in all likelihood");
		}
		else {
			becomePrimary(new ApplicationEnvironmentPreparedEvent(bootstrapContext, this.application, this.arguments,
					environment));
		}
	}

	private static void becomePrimary(ApplicationEnvironmentPreparedEvent event) {
		try {
			String finding = new PrimaryLaunch(event).run();
			System.setProperty(PlainApplication.REASON, finding);
			tellOnce(finding);
		}
		catch (NativeTransport.UnavailableException ex) {
			logger.warn("Not clustered: no native transport works here, so sockets cannot be shared ({})",
					ex.getMessage());
		}
	}

	private void becomeWorker(WorkerMarker marker, LaunchDecision decision, ConfigurableEnvironment environment) {
		String obstacle = decision.obstacle();
		if (obstacle != null && !decision.endsWorker()) {
			return;
		}
		ClusterProperties properties = ClusterProperties.of(environment);
		if (!marker.first() && properties.worker().logStartup() == LogStartup.FIRST) {
			// unless spring.main.log-startup-info, which is bound later, says otherwise
			this.application.setLogStartupInfo(false);
			this.quietStart = new QuietStart(LoggingSystem.get(getClass().getClassLoader()));
			this.quietStart.begin(environment);
		}
		this.worker = workerOfThisJvm(marker, properties);
		if (obstacle != null) {
			this.worker.endUnclustered(obstacle);
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (this.worker != null && marker != null) {
			context.getBeanFactory().registerSingleton(Worker.class.getName(), this.worker);
			context.getBeanFactory()
				.registerSingleton(WorkerIdentity.class.getName(), new WorkerIdentity(marker.id(), marker.slot()));
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.worker != null) {
			this.worker.send(new Message.Refreshed());
		}
		else if (WorkerMarker.ofThisJvm() == null) {
			otherContextRuns = true;
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		endQuietStart();
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		endQuietStart();
	}

	private void endQuietStart() {
		if (this.quietStart != null) {
			this.quietStart.end();
		}
	}

	private static synchronized void tellOnce(String reason) {
		if (told.add(reason)) {
			logger.info("Not clustered: {}", reason);
		}
	}

	private static synchronized Worker workerOfThisJvm(WorkerMarker marker, ClusterProperties properties) {
		Worker worker = workerOfThisJvm;
		if (worker == null) {
			WorkerSignals.ignoreTerminal();
			WorkerEnd end = new WorkerEnd();
			worker = connect(marker, end);
			worker.send(new Message.Online());
			worker.beat(properties.heartbeat().interval());
			WorkerSignals.drainOnTerm(worker, end, properties.drainTimeout());
			workerOfThisJvm = worker;
		}
		return worker;
	}

	/**
	 * Connects to the primary, or ends this JVM: beside others that share a port it must
	 * not open one of its own.
	 */
	private static Worker connect(WorkerMarker marker, WorkerEnd end) {
		try {
			NativeTransport.load();
			return new Worker(marker.id(), marker.privateDirectory(), end);
		}
		catch (NativeTransport.UnavailableException | IOException ex) {
			throw new IllegalStateException("Worker %d cannot reach its primary: %s".formatted(marker.id(), ex), ex);
		}
	}

}
