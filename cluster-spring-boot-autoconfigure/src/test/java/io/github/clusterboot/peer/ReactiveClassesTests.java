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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.actuate.ClusterLoggersEndpoint;
import io.github.clusterboot.metrics.ClusterMetricsEndpointExtension;
import io.github.clusterboot.metrics.ClusterPrometheusEndpointExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a reactive application loads needs the classes of no other web server than its
 * own.
 */
class ReactiveClassesTests {

	@ParameterizedTest
	@ValueSource(strings = { "jakarta.servlet.", "reactor.netty." })
	void areUsableWithoutTheClassesOfOtherWebServers(String missing) throws Exception {
		try (URLClassLoader loader = new LoaderWithout(missing)) {
			for (Class<?> type : new Class<?>[] { AskedWorkerWebFilter.class, AskedWorkers.class, ChannelMarks.class,
					ClusterReactivePeerManagementContextConfiguration.class, IncomingRequest.class,
					IncomingRequests.class, ManagementPath.class, OneWorkerRequest.class, PeerParts.class,
					ReactiveForwarder.class, Refusal.class, RequestCopy.class, RequestOrigin.class, WorkerPath.class,
					WorkerRequest.class, ClusterLoggersEndpoint.class, ClusterMetricsEndpointExtension.class,
					ClusterPrometheusEndpointExtension.class }) {
				Class<?> loaded = Class.forName(type.getName(), true, loader);
				assertThat(loaded).isNotSameAs(type);
				assertThat(loaded.getDeclaredMethods()).as(type.getName()).isNotNull();
				assertThat(loaded.getDeclaredConstructors()).as(type.getName()).isNotNull();
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
