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

package io.github.clusterboot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import de.codecentric.boot.admin.client.registration.Application;
import de.codecentric.boot.admin.client.registration.RegistrationClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerRegistrationClient}.
 */
class WorkerRegistrationClientTests {

	private final RegistrationClient admin = Mockito.mock(RegistrationClient.class);

	private InJvmPrimary primary;

	private Worker worker;

	private WorkerRegistrationClient client;

	private volatile List<ClusterStatus.Worker> workers = List.of(worker(3, 1, 90L));

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status()) : null);
		this.worker = this.primary.connectWorker();
		this.client = new WorkerRegistrationClient(this.admin, this.worker, new WorkerIdentity(3, 1));
	}

	@AfterEach
	void close() throws Exception {
		if (this.primary != null) {
			this.primary.close();
		}
	}

	@Test
	void urlsAreThoseAtWhichThisWorkerIsAsked() {
		Application registered = register("http://host:8080/app/actuator", "http://host:8080/app/actuator/health");
		assertThat(registered.getName()).isEqualTo("shop");
		assertThat(registered.getServiceUrl()).isEqualTo("http://host:8080/app");
		assertThat(registered.getManagementUrl()).isEqualTo("http://host:8080/app/actuator/worker/1");
		assertThat(registered.getHealthUrl()).isEqualTo("http://host:8080/app/actuator/worker/1/health");
	}

	@Test
	void slashAtTheEndIsNotDoubled() {
		Application registered = register("http://host/actuator/", "http://host/actuator/health");
		assertThat(registered.getManagementUrl()).isEqualTo("http://host/actuator/worker/1");
		assertThat(registered.getHealthUrl()).isEqualTo("http://host/actuator/worker/1/health");
	}

	@Test
	void healthUrlFromElsewhereIsLeftAlone() {
		assertThat(register("http://host/actuator", "http://elsewhere/health").getHealthUrl())
			.isEqualTo("http://elsewhere/health");
	}

	@Test
	void tellsWhichWorkerItIsBesideWhatTheApplicationTells() {
		assertThat(register("http://host/actuator", "http://host/actuator/health").getMetadata())
			.containsExactlyInAnyOrderEntriesOf(Map.of("team", "a", "tags.worker", "1", "tags.worker-id", "3"));
	}

	@Test
	void leavesWhenItsSlotIsLeft() {
		this.workers = List.of(worker(3, 1, 90L), worker(4, 0, 91L), worker(2, 1, null));
		this.client.deregister("http://admin", "abc");
		Mockito.verify(this.admin).deregister("http://admin", "abc");
	}

	@Test
	void staysWhenAnotherWorkerHasTakenTheSlot() {
		this.workers = List.of(worker(3, 1, 90L), worker(5, 1, 91L));
		this.client.deregister("http://admin", "abc");
		Mockito.verifyNoInteractions(this.admin);
	}

	@Test
	void leavesWhenThePrimaryIsGone() throws Exception {
		this.primary.close();
		this.primary = null;
		this.client.deregister("http://admin", "abc");
		Mockito.verify(this.admin).deregister("http://admin", "abc");
	}

	private Application register(String managementUrl, String healthUrl) {
		this.client.register("http://admin",
				Application.create("shop")
					.serviceUrl("http://host:8080/app")
					.managementUrl(managementUrl)
					.healthUrl(healthUrl)
					.metadata("team", "a")
					.build());
		ArgumentCaptor<Application> registered = ArgumentCaptor.forClass(Application.class);
		Mockito.verify(this.admin).register(Mockito.eq("http://admin"), registered.capture());
		return registered.getValue();
	}

	private ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, 2, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), this.workers);
	}

	private static ClusterStatus.Worker worker(int id, int slot, Long pid) {
		return new ClusterStatus.Worker(id, slot, pid, "LISTENING", false, 1, Instant.EPOCH, Duration.ZERO, 0, null,
				new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false);
	}

}
