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

package io.github.clusterboot.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Answers that go on for long, for tests of what becomes of them when their worker is
 * drained.
 */
@Configuration(proxyBeanMethods = false)
@Profile("test-hooks")
class StreamingTestHooks {

	/**
	 * An echo over a WebSocket, without a library on top of Tomcat's.
	 */
	@Bean
	ServletListenerRegistrationBean<EchoRegistration> echoRegistration() {
		return new ServletListenerRegistrationBean<>(new EchoRegistration());
	}

	/**
	 * Adds the echo when the context has its container for WebSockets.
	 */
	static class EchoRegistration implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
			try {
				((ServerContainer) container)
					.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/test-hooks/echo").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Sends back what it is sent.
	 */
	public static class Echo extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, (text) -> {
				try {
					session.getBasicRemote().sendText(text);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

	}

	/**
	 * Answers over HTTP.
	 */
	@RestController
	@Profile("test-hooks")
	static class Controller {

		/**
		 * A stream of server-sent events that never ends by itself.
		 */
		@GetMapping("/test-hooks/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter(Duration.ofHours(1).toMillis());
			emitter.send("first");
			return emitter;
		}

		/**
		 * An answer that does not hold the request's thread while it is prepared.
		 */
		@GetMapping("/test-hooks/async")
		Callable<String> async(@RequestParam int millis) {
			return () -> {
				Thread.sleep(millis);
				return "done";
			};
		}

	}

}
