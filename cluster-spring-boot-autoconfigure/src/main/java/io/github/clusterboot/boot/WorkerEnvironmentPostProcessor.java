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

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.jvm.WorkerMarker;

/**
 * Makes a worker's log tell which worker it is, keeps the workers from writing one
 * {@linkplain SlotFiles file}, and has other defaults that suit one of several processes
 * of an application.
 */
final class WorkerEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String STATUS_ORDER = "management.endpoint.health.status.order";

	private static final String GROUP = "spring.application.group";

	private static final String GROUP_IN_LOG = "logging.include-application-group";

	/**
	 * After the configuration files were read, and before logging starts.
	 */
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (marker == null) {
			return;
		}
		nameInLog("worker-" + marker.id(), environment);
		Map<String, Object> defaults = new HashMap<>();
		putUnlessSet(defaults, "spring.main.banner-mode", "off", environment);
		putUnlessSet(defaults, "spring.boot.admin.client.auto-deregistration", "true", environment);
		// the worker that has started the containers must not take them with it
		putUnlessSet(defaults, "spring.docker.compose.lifecycle-management", "start-only", environment);
		// for the health of the cluster; without a place in the order it would not count
		if (!environment.containsProperty(STATUS_ORDER + "[0]")) {
			putUnlessSet(defaults, STATUS_ORDER, "down,out-of-service,degraded,up,unknown", environment);
		}
		environment.getPropertySources().addLast(new MapPropertySource("clusterWorkerDefaults", defaults));
		new PidFile(application, environment).leaveToThePrimary();
		if (ClassUtils.isPresent("org.springframework.boot.web.server.context.WebServerPortFileWriter",
				getClass().getClassLoader())) {
			PortFile.keep(application);
		}
		Map<String, Object> own = new SlotFiles(environment, marker.slot()).properties();
		environment.getPropertySources().addFirst(new MapPropertySource("clusterWorker", own));
	}

	/**
	 * Where Boot's patterns have the application's group. As a property of the
	 * environment the group would also be what telemetry calls the namespace of the
	 * service, of which each worker would be another one then.
	 */
	private static void nameInLog(String name, ConfigurableEnvironment environment) {
		String property = LoggingSystemProperty.APPLICATION_GROUP.getEnvironmentVariableName();
		if (!environment.containsProperty(GROUP) && environment.getProperty(GROUP_IN_LOG, Boolean.class, true)
				&& System.getProperty(property) == null) {
			System.setProperty(property, name);
		}
	}

	private static void putUnlessSet(Map<String, Object> properties, String name, String value,
			ConfigurableEnvironment environment) {
		if (!environment.containsProperty(name)) {
			properties.put(name, value);
		}
	}

}
