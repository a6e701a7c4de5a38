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

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Has another worker answer a request of a reactive application, without waiting.
 */
final class ReactiveForwarder {

	private ReactiveForwarder() {
	}

	/**
	 * The whole body of a request, which is read to its end in any case: where reading is
	 * given up, servlet containers may not send the answer.
	 * @return the body; a {@link Refusal} if it is too large
	 */
	static Mono<byte[]> body(ServerHttpRequest request) {
		return request.getBody().collect(Body::new, Body::add).map(Body::toBytes);
	}

	/**
	 * Answers with what another worker answers. Each part is flushed, as it may be an
	 * event of a stream.
	 * @param parts the parts of its response
	 * @param worker the other worker
	 * @param response is written to when the first of them has come
	 * @return the end; a {@link Refusal} if it does not answer, or not to the end
	 */
	static Mono<Void> answer(Flux<HttpObject> parts, ClusterStatus.Worker worker, ServerHttpResponse response) {
		return parts.onErrorMap(IOException.class, (ex) -> AskedWorkers.unanswered(worker, ex))
			.switchOnFirst((first, all) -> {
				if (!(first.get() instanceof HttpResponse head)) {
					return all.then();
				}
				response.setStatusCode(HttpStatusCode.valueOf(head.status().code()));
				RequestCopy.headers(head.headers(), response.getHeaders()::set, response.getHeaders()::add);
				return response.writeAndFlushWith(all.skip(1)
					.map((part) -> read((HttpContent) part, response.bufferFactory()))
					.filter((bytes) -> bytes.readableByteCount() > 0)
					.map(Mono::just));
			})
			.then();
	}

	private static DataBuffer read(HttpContent part, DataBufferFactory buffers) {
		try {
			ByteBuf bytes = part.content();
			return buffers.wrap(ByteBufUtil.getBytes(bytes));
		}
		finally {
			ReferenceCountUtil.release(part);
		}
	}

	/**
	 * What has come of a body, up to the most that it may have.
	 */
	private static final class Body {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private boolean tooLarge;

		void add(DataBuffer buffer) {
			int more = buffer.readableByteCount();
			this.tooLarge |= this.bytes.size() + more > RequestCopy.MOST_BYTES_OF_A_BODY;
			if (!this.tooLarge) {
				byte[] part = new byte[more];
				buffer.read(part);
				this.bytes.writeBytes(part);
			}
			DataBufferUtils.release(buffer);
		}

		byte[] toBytes() {
			if (this.tooLarge) {
				throw RequestCopy.tooLarge();
			}
			return this.bytes.toByteArray();
		}

	}

}
