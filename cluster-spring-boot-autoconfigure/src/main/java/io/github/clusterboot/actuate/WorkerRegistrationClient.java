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

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import de.codecentric.boot.admin.client.registration.Application;
import de.codecentric.boot.admin.client.registration.RegistrationClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.Worker;

/**
 * Registers each worker with Spring Boot Admin as an instance of its own: its URLs are
 * those at which this worker is asked, whichever one takes the connection. A worker that
 * takes over a slot takes over the instance too.
 */
public final class WorkerRegistrationClient implements RegistrationClient {

	private static final Logger logger = LoggerFactory.getLogger(WorkerRegistrationClient.class);

	private final RegistrationClient client;

	private final Worker worker;

	private final WorkerIdentity self;

	/**
	 * Creates the client.
	 * @param client does the work
	 * @param worker knows who else is there
	 * @param self this worker
	 */
	public WorkerRegistrationClient(RegistrationClient client, Worker worker, WorkerIdentity self) {
		this.client = client;
		this.worker = worker;
		this.self = self;
	}

	@Override
	public String register(String adminUrl, Application application) {
		String management = application.getManagementUrl().replaceFirst("/+$", "");
		String ofWorker = management + "/worker/" + this.self.slot();
		Map<String, String> metadata = new HashMap<>(application.getMetadata());
		metadata.put("tags.worker", String.valueOf(this.self.slot()));
		metadata.put("tags.worker-id", String.valueOf(this.self.id()));
		return this.client.register(adminUrl,
				Application.create(application.getName())
					.serviceUrl(application.getServiceUrl())
					.managementUrl(ofWorker)
					.healthUrl(application.getHealthUrl().replace(management, ofWorker))
					.metadata(metadata)
					.build());
	}

	/**
	 * Leaves, unless the instance is another worker's by now.
	 */
	@Override
	public void deregister(String adminUrl, String id) {
		if (!isSucceeded()) {
			this.client.deregister(adminUrl, id);
		}
	}

	private boolean isSucceeded() {
		try {
			return this.worker.status().workers().stream().anyMatch(this::succeeds);
		}
		catch (IOException ex) {
			logger.debug("The primary does not say who else is there", ex);
			return false;
		}
	}

	private boolean succeeds(ClusterStatus.Worker other) {
		return other.slot() == this.self.slot() && other.id() > this.self.id() && other.pid() != null;
	}

}
