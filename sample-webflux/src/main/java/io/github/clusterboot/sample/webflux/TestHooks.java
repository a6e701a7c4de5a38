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

package io.github.clusterboot.sample.webflux;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the tests do to a worker.
 */
@Configuration(proxyBeanMethods = false)
@Profile("test-hooks")
class TestHooks {

	/**
	 * An echo over a WebSocket.
	 */
	@Bean
	SimpleUrlHandlerMapping echo() {
		WebSocketHandler echo = (session) -> session
			.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
		return new SimpleUrlHandlerMapping(Map.of("/test-hooks/echo", echo), -1);
	}

	/**
	 * Answers over HTTP.
	 */
	@RestController
	@Profile("test-hooks")
	static class Controller {

		private final ApplicationContext context;

		Controller(ApplicationContext context) {
			this.context = context;
		}

		/**
		 * A stream of server-sent events that never ends by itself.
		 */
		@GetMapping(path = "/test-hooks/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events() {
			return Flux.just("first").concatWith(Mono.never());
		}

		@GetMapping("/test-hooks/async")
		Mono<String> async(@RequestParam int millis) {
			return Mono.delay(Duration.ofMillis(millis)).thenReturn("done");
		}

		@PostMapping("/test-hooks/readiness")
		void readiness(@RequestParam ReadinessState state) {
			AvailabilityChangeEvent.publish(this.context, state);
		}

		@PostMapping("/test-hooks/liveness")
		void liveness(@RequestParam LivenessState state) {
			AvailabilityChangeEvent.publish(this.context, state);
		}

	}

}
