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

package io.github.clusterboot.tomcat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.worker.Worker;

/**
 * A door of this worker for the other workers of the cluster, as a request at a shared
 * port reaches any of them: one more connector of the Tomcat that serves Actuator, on a
 * Unix domain socket in the private directory. It opens after the web server's own
 * connectors, and closes after the graceful shutdown, so that the worker can be asked
 * while it drains.
 */
public final class PrivateDoor implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(PrivateDoor.class);

	/**
	 * Between Boot's graceful shutdown and the web server.
	 */
	private static final int PHASE = DEFAULT_PHASE - 1536;

	private static final int THREADS = 16;

	/**
	 * Fewer than threads: other workers ask for a scrape here, too.
	 */
	private static final int MOST_FORWARDED = 8;

	private static final int CONNECTIONS = 256;

	/**
	 * As long as a worker that forwards is patient with its own client.
	 */
	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int MOST_BYTES_OF_HEADERS = 256 * 1024;

	private final @Nullable Worker worker;

	private final @Nullable ClusterWorker self;

	private final ApplicationContext context;

	private @Nullable Service service;

	private @Nullable Connector connector;

	/**
	 * Creates the door of a worker.
	 * @param worker knows where the door is to be; {@code null} outside a cluster, where
	 * there is none
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param context has the web server, and the resources that are asked for
	 */
	public PrivateDoor(@Nullable Worker worker, @Nullable ClusterWorker self, ApplicationContext context) {
		this.worker = worker;
		this.self = self;
		this.context = context;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.connector != null;
	}

	@Override
	public void start() {
		if (this.worker == null || this.self == null || !(this.context instanceof WebServerApplicationContext web)
				|| !(webServer(web) instanceof TomcatWebServer server)) {
			return;
		}
		Service service = server.getTomcat().getService();
		Connector connector = connector(server.getTomcat().getConnector(),
				new PrivateDirectory(this.worker.directory()).door(this.self.id()));
		this.service = service;
		this.connector = connector;
		try {
			service.addConnector(connector);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("The other workers cannot ask this one, as its private door does not open", ex);
			stop();
		}
	}

	private static @Nullable WebServer webServer(WebServerApplicationContext context) {
		return context.getWebServer();
	}

	private Connector connector(Connector main, Path path) {
		PrivateDoorProtocol protocol = new PrivateDoorProtocol(resources(), MOST_FORWARDED, path);
		protocol.setMaxThreads(THREADS);
		protocol.setMinSpareThreads(1);
		protocol.setMaxConnections(CONNECTIONS);
		protocol.setMaxKeepAliveRequests(1);
		protocol.setConnectionTimeout((int) TIMEOUT.toMillis());
		protocol.setMaxHttpHeaderSize(MOST_BYTES_OF_HEADERS);
		Connector connector = protocol.connector();
		// what one worker has let in must not be refused by another
		if (main.getProtocolHandler() instanceof AbstractHttp11Protocol<?> mainProtocol) {
			protocol.setRelaxedPathChars(mainProtocol.getRelaxedPathChars());
			protocol.setRelaxedQueryChars(mainProtocol.getRelaxedQueryChars());
		}
		connector.setURIEncoding(main.getURIEncoding());
		connector.setEncodedSolidusHandling(main.getEncodedSolidusHandling());
		connector.setMaxParameterCount(main.getMaxParameterCount());
		return connector;
	}

	private Map<String, PeerResource> resources() {
		Stream<PeerResource> resources = this.context.getBeanProvider(PeerResource.class).orderedStream();
		return resources.collect(Collectors.toUnmodifiableMap(PeerResource::name, Function.identity()));
	}

	@Override
	public void stop() {
		Service service = this.service;
		Connector connector = this.connector;
		if (service == null || connector == null) {
			return;
		}
		this.connector = null;
		service.removeConnector(connector);
		try {
			connector.destroy();
		}
		catch (LifecycleException ex) {
			logger.debug("The private door could not be destroyed", ex);
		}
	}

}
