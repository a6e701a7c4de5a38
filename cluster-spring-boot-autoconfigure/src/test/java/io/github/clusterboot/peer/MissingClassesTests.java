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

package io.github.clusterboot.peer;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application loads needs only the classes that it has.
 */
class MissingClassesTests {

	private static final String PACKAGES = "io.github.clusterboot.";

	@ParameterizedTest
	@ValueSource(strings = { "jakarta.servlet.", "reactor.netty.", "org.springframework.security." })
	void reactiveApplicationNeedsNeitherOtherWebServersNorSpringSecurity(String missing) throws Exception {
		load(missing, "peer.AskedWorkerWebFilter", "peer.AskedWorkers", "peer.ChannelMarks",
				"peer.ClusterReactivePeerManagementContextConfiguration", "peer.IncomingRequest",
				"peer.IncomingRequests", "peer.ManagementPath", "peer.OneWorkerRequest", "peer.PeerParts",
				"peer.ReactiveForwarder", "peer.Refusal", "peer.RequestCopy", "peer.RequestOrigin", "peer.WorkerPath",
				"peer.WorkerRequest", "actuate.ClusterLoggersEndpoint", "actuate.ClusterLoggersEndpointExtension",
				"actuate.ClusterEndpointExceptionHandler", "actuate.CsrfHeader", "actuate.Dashboard",
				"actuate.ReactiveClusterDashboardEndpoint", "metrics.ClusterMetricsEndpointExtension",
				"metrics.ClusterPrometheusEndpointExtension", "metrics.ScrapeTimeout");
	}

	@Test
	void servletApplicationNeedsNoReactor() throws Exception {
		load("reactor.", "peer.AskedWorkerFilter", "peer.AskedWorkers",
				"peer.ClusterPeerManagementContextConfiguration", "peer.IncomingRequest", "peer.ManagementPath",
				"peer.Refusal", "peer.RequestCopy", "peer.RequestForwarder", "peer.RequestOrigin",
				"peer.ServletIncomingRequest", "peer.WorkerPath", "peer.WorkerRequest",
				"actuate.ClusterDashboardAutoConfiguration", "actuate.ClusterDashboardEndpoint",
				"actuate.ClusterEndpointExceptionResolver", "actuate.ClusterLoggersEndpoint",
				"actuate.ClusterLoggersEndpointExtension", "actuate.CsrfHeader", "actuate.Dashboard",
				"metrics.ClusterMetricsEndpointExtension", "metrics.ClusterPrometheusEndpointExtension",
				"metrics.ScrapeTimeout");
	}

	/**
	 * As the JVM does it before the first call, and Spring when it looks for methods.
	 */
	private static void load(String missing, String... names) throws Exception {
		try (URLClassLoader loader = new LoaderWithout(missing)) {
			for (String name : names) {
				Class<?> loaded = Class.forName(PACKAGES + name, true, loader);
				assertThat(loaded.getClassLoader()).isSameAs(loader);
				assertThat(loaded.getDeclaredMethods()).as(name).isNotNull();
				assertThat(loaded.getDeclaredConstructors()).as(name).isNotNull();
			}
		}
	}

	/**
	 * Loads the class path once more, without some classes.
	 */
	private static final class LoaderWithout extends URLClassLoader {

		private final String missing;

		LoaderWithout(String missing) {
			super(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.map(LoaderWithout::url)
				.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
			this.missing = missing;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(this.missing)) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

		private static URL url(String entry) {
			try {
				return Path.of(entry).toUri().toURL();
			}
			catch (MalformedURLException ex) {
				throw new IllegalArgumentException(ex);
			}
		}

	}

}
