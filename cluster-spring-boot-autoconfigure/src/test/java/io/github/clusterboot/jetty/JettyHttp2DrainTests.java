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

package io.github.clusterboot.jetty;

import java.net.InetAddress;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.boot.Http2DrainTests;
import io.github.clusterboot.worker.Worker;

/**
 * Tests for the drain of connections of HTTP/2 by {@link Http2Farewell}.
 */
class JettyHttp2DrainTests extends Http2DrainTests {

	@Override
	protected WebServer server(Worker worker, DrainedApplication application) {
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.setShutdown(Shutdown.GRACEFUL);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new ClusterJettyCustomizer(worker, false, null).customize(factory);
		return factory.getWebServer(application.servlet());
	}

}
