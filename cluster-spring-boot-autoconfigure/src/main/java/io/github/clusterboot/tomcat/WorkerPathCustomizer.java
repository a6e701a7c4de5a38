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

import java.util.function.Supplier;

import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Has paths of Actuator that name a worker understood, as in
 * {@code /actuator/worker/1/health}.
 */
public final class WorkerPathCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

	private final @Nullable ManagementPath managementPath;

	/**
	 * Creates the customizer.
	 * @param worker this worker; {@code null} outside a cluster, where paths stay as they
	 * are
	 * @param managementPath where Actuator is, or {@code null} if it is not at this
	 * server
	 */
	public WorkerPathCustomizer(@Nullable Worker worker, @Nullable ManagementPath managementPath) {
		this.managementPath = (worker != null && managementPath != null && managementPath.path() != null)
				? managementPath : null;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		ManagementPath managementPath = this.managementPath;
		if (managementPath == null) {
			return;
		}
		// other customizers may still change the context path
		Supplier<@Nullable String> path = () -> managementPath.whole(contextPath(factory));
		factory.addConnectorCustomizers((connector) -> customize(connector, path));
		factory.getAdditionalConnectors().forEach((connector) -> customize(connector, path));
	}

	private static String contextPath(TomcatWebServerFactory factory) {
		return (factory instanceof TomcatServletWebServerFactory servlet)
				? servlet.getSettings().getContextPath().toString() : "";
	}

	/**
	 * The connector sets an adapter of its own when it is initialized.
	 */
	private static void customize(Connector connector, Supplier<String> path) {
		connector.addLifecycleListener((event) -> {
			if (event.getType().equals(Lifecycle.AFTER_INIT_EVENT)) {
				connector.getProtocolHandler().setAdapter(new WorkerPathAdapter(connector, path.get()));
			}
		});
	}

}
