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

package io.github.clusterboot.door;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.worker.Worker;

/**
 * The private door of this worker for the other workers of the cluster, as a request at a
 * shared port reaches any of them. It is at the web server that serves Actuator, opens
 * after that server's own ports, and closes after the graceful shutdown, so that the
 * worker can be asked while it drains.
 */
public final class PeerDoor implements SmartLifecycle {

	/**
	 * Between Boot's graceful shutdown and the web server.
	 */
	private static final int PHASE = DEFAULT_PHASE - 1536;

	private final @Nullable Worker worker;

	private final @Nullable WorkerIdentity self;

	private final ObjectProvider<PrivateDoorFactory> doors;

	private final ApplicationContext context;

	private @Nullable PrivateDoor door;

	/**
	 * Creates the door of a worker.
	 * @param worker knows where the door is to be; {@code null} outside a cluster, where
	 * there is none
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param doors open a door of the web server
	 * @param context has the web server, and the resources that are asked for
	 */
	public PeerDoor(@Nullable Worker worker, @Nullable WorkerIdentity self, ObjectProvider<PrivateDoorFactory> doors,
			ApplicationContext context) {
		this.worker = worker;
		this.self = self;
		this.doors = doors;
		this.context = context;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.door != null;
	}

	@Override
	public void start() {
		if (this.worker != null && this.self != null && this.context instanceof WebServerApplicationContext web
				&& web.getWebServer() != null) {
			Path socket = new PrivateDirectory(this.worker.directory()).door(this.self.id());
			Doorkeeper doorkeeper = new Doorkeeper(this.context.getBeanProvider(PeerResource.class).stream());
			this.door = PrivateDoorFactory.open(this.doors.stream(), web, socket, doorkeeper);
		}
	}

	@Override
	public void stop() {
		if (this.door != null) {
			this.door.close();
			this.door = null;
		}
	}

}
