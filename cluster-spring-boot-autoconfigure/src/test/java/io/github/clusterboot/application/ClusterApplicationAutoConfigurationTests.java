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

package io.github.clusterboot.application;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterEvent;
import io.github.clusterboot.ReloadEvent;
import io.github.clusterboot.WorkerEvent;
import io.github.clusterboot.WorkerExitedEvent;
import io.github.clusterboot.WorkerOnlineEvent;
import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.messaging.ClusterMessagingAutoConfiguration;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterApplicationAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterApplicationAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ClusterAutoConfiguration.class,
			ClusterMessagingAutoConfiguration.class, ClusterApplicationAutoConfiguration.class);

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	private WebApplicationContextRunner worker;

	private InJvmPrimary primary;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		Worker worker = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> worker).withUserConfiguration(Listener.class);
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void applicationThatIsNotClusteredIsAClusterOfOne() {
		this.elsewhere.run((context) -> assertThat(context.getBean(Cluster.class).isClustered()).isFalse());
	}

	@Test
	void workerIsPartOfTheCluster() {
		this.worker.run((context) -> assertThat(context.getBean(Cluster.class).isClustered()).isTrue());
	}

	@Test
	void applicationWithoutAWebServerHasNone() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(Cluster.class));
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		Cluster own = new SingleProcessCluster(null);
		this.worker.withBean(Cluster.class, () -> own)
			.run((context) -> assertThat(context).getBean(Cluster.class).isSameAs(own));
	}

	@Test
	void whatHappensIsPublishedInItsOrder() {
		this.worker.run((context) -> {
			Listener listener = context.getBean(Listener.class);
			happens(Events.ofWorker("FORKED", 7, 1), Events.ofWorker("ONLINE", 7, 1),
					Events.ofWorker("LISTENING", 7, 1), Events.ofWorker("DISCONNECTED", 7, 1),
					Events.exited(7, 1, 137, "SIGKILL", false), Events.ofReload("RELOADING", 2, null),
					Events.ofReload("RELOAD_FAILED", 2, "the reason"), Events.ofReload("RELOADED", 3, null),
					Events.ofSlot("GIVEN_UP", 1, null), Events.ofReload("RELOADING", 4, null));
			Awaitility.await().until(() -> listener.events.size() == 9);
			assertThat(listener.events).extracting((event) -> event.getClass().getSimpleName())
				.containsExactly("WorkerForkedEvent", "WorkerOnlineEvent", "WorkerListeningEvent",
						"WorkerDisconnectedEvent", "WorkerExitedEvent", "ReloadEvent", "ReloadEvent", "ReloadEvent",
						"ReloadEvent");
			assertThat(listener.events).allMatch((event) -> event.getCluster() == context.getBean(Cluster.class));
			WorkerExitedEvent exited = (WorkerExitedEvent) listener.events.get(4);
			assertThat(exited).returns(7, WorkerEvent::getId)
				.returns(1, WorkerEvent::getSlot)
				.returns(97L, WorkerEvent::getPid)
				.returns(2, WorkerEvent::getGeneration)
				.returns(137, WorkerExitedEvent::getCode)
				.returns("SIGKILL", WorkerExitedEvent::getSignal)
				.returns(false, WorkerExitedEvent::isExitedAfterDisconnect);
			assertThat((ReloadEvent) listener.events.get(6)).returns(ReloadEvent.State.FAILED, ReloadEvent::getState)
				.returns(2, ReloadEvent::getGeneration)
				.returns("the reason", ReloadEvent::getMessage);
		});
	}

	@Test
	void listenerThatFailsDoesNotKeepTheNextEventsFromOthers(CapturedOutput output) {
		this.worker.run((context) -> {
			Listener listener = context.getBean(Listener.class);
			listener.failing = true;
			happens(Events.ofWorker("ONLINE", 7, 1));
			Awaitility.await().until(() -> output.toString().contains("on purpose"));
			listener.failing = false;
			happens(Events.ofWorker("ONLINE", 8, 1));
			Awaitility.await().until(() -> listener.events.size() == 1);
			assertThat(((WorkerOnlineEvent) listener.events.get(0)).getId()).isEqualTo(8);
		});
	}

	private void happens(LoggedEvent... events) {
		for (LoggedEvent event : events) {
			this.primary.send(new Message.Happened(event));
		}
	}

	/**
	 * An application's own listener.
	 */
	static class Listener {

		private final List<ClusterEvent> events = new CopyOnWriteArrayList<>();

		private volatile boolean failing;

		@EventListener
		void on(ClusterEvent event) {
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
			this.events.add(event);
		}

	}

}
