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

package io.github.clusterboot.netty;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;

import io.github.clusterboot.boot.GiveUpTests;
import io.github.clusterboot.worker.Worker;

/**
 * Tests for what {@link Exchange} does when a drain is out of time.
 */
class NettyGiveUpTests extends GiveUpTests {

	@Override
	protected WebServer server(Worker worker) {
		NettyReactiveWebServerFactory factory = NettyServers.withHttp2(worker);
		factory.addRouteProviders(NettyGiveUpTests::webSocket);
		return factory.getWebServer(NettyGiveUpTests::endless);
	}

	private static HttpServerRoutes webSocket(HttpServerRoutes routes) {
		return routes.ws("/socket", (in, out) -> in.receive().then());
	}

	private static Mono<Void> endless(ServerHttpRequest request, ServerHttpResponse response) {
		String path = request.getURI().getPath();
		if (path.equals("/nothing")) {
			return Mono.never();
		}
		if (path.equals("/events")) {
			response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
		}
		return response.writeAndFlushWith(
				Flux.just(Mono.just(response.bufferFactory().wrap("first".getBytes()))).concatWith(Mono.never()));
	}

}
