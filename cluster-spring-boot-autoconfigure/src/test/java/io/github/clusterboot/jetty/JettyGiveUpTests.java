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

import java.io.IOException;
import java.net.InetAddress;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.springframework.boot.jetty.autoconfigure.servlet.WebSocketJettyServletWebServerFactoryCustomizer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.GiveUpTests;
import io.github.clusterboot.worker.Worker;

/**
 * Tests for what {@link ManagedConnector} does when a drain is out of time.
 */
class JettyGiveUpTests extends GiveUpTests {

	@Override
	protected WebServer server(Worker worker) {
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new WebSocketJettyServletWebServerFactoryCustomizer().customize(factory);
		new ClusterJettyCustomizer(worker, false, null).customize(factory);
		return factory.getWebServer((context) -> {
			ServletRegistration.Dynamic servlet = context.addServlet("endless", new EndlessServlet());
			servlet.addMapping("/");
			servlet.setAsyncSupported(true);
			context.addListener(new WebSocketListener());
		});
	}

	/**
	 * Begins responses that do not end.
	 */
	private static final class EndlessServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.startAsync().setTimeout(0);
			if (request.getRequestURI().equals("/events")) {
				response.setContentType("text/event-stream");
			}
			if (!request.getRequestURI().equals("/nothing")) {
				response.getWriter().print("first");
				response.flushBuffer();
			}
		}

	}

	/**
	 * Adds an endpoint.
	 */
	private static final class WebSocketListener implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			ServerContainer container = (ServerContainer) event.getServletContext()
				.getAttribute(ServerContainer.class.getName());
			try {
				container.addEndpoint(ServerEndpointConfig.Builder.create(SilentEndpoint.class, "/socket").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Says nothing.
	 */
	public static final class SilentEndpoint extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig configuration) {
		}

	}

}
