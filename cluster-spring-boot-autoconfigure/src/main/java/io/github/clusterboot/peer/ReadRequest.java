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

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/**
 * A request whose body has been read before it was known that this worker answers it.
 */
final class ReadRequest extends ServerHttpRequestDecorator {

	private final Flux<DataBuffer> body;

	private ReadRequest(ServerHttpRequest request, Flux<DataBuffer> body) {
		super(request);
		this.body = body;
	}

	static ServerWebExchange in(ServerWebExchange exchange, byte[] body) {
		Flux<DataBuffer> again = (body.length > 0)
				? Flux.defer(() -> Flux.just(exchange.getResponse().bufferFactory().wrap(body))) : Flux.empty();
		return exchange.mutate().request(new ReadRequest(exchange.getRequest(), again)).build();
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return this.body;
	}

}
