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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * What {@link AskedWorkerFilter} is, for reactive applications.
 */
final class AskedWorkerWebFilter implements WebFilter, Ordered, DisposableBean {

	private static final int MOST_AT_A_TIME = 64;

	private final AskedWorkers workers;

	private final ManagementPath managementPath;

	private final Duration patience;

	/**
	 * Where is waited for others. The threads that the application waits on must not be
	 * held by an answer that may never end.
	 */
	private final Scheduler scheduler = Schedulers.newBoundedElastic(MOST_AT_A_TIME, MOST_AT_A_TIME, "cluster-peer", 60,
			true);

	/**
	 * None waits for the thread of another, and their bodies do not fill the heap.
	 */
	private final Semaphore free = new Semaphore(MOST_AT_A_TIME);

	AskedWorkerWebFilter(AskedWorkers workers, ManagementPath managementPath, Duration patience) {
		this.workers = workers;
		this.managementPath = managementPath;
		this.patience = patience;
	}

	/**
	 * After all others, as for servlets.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		IncomingRequest incoming = this.managementPath.contains(pathOf(exchange.getRequest()))
				? IncomingRequests.of(exchange.getRequest()) : null;
		if (incoming == null) {
			return chain.filter(exchange);
		}
		tellWorker(exchange.getResponse(), this.workers.self().slot());
		List<String> asked = AskedWorkers.slots(incoming.query(), incoming.workerInPath());
		if (asked.isEmpty()) {
			return chain.filter(exchange);
		}
		if (incoming.isForwarded()) {
			return answer(exchange, chain, incoming);
		}
		if (!this.free.tryAcquire()) {
			return refuse(exchange.getResponse(), new Refusal(HttpStatus.SERVICE_UNAVAILABLE,
					"As many requests are being forwarded as this worker forwards"));
		}
		return answerOrForward(exchange, chain, incoming, asked).doFinally((signal) -> this.free.release());
	}

	/**
	 * Reads the body on the thread of a servlet container, as a part of it may be lost
	 * elsewhere.
	 */
	private Mono<Void> answerOrForward(ServerWebExchange exchange, WebFilterChain chain, IncomingRequest incoming,
			List<String> asked) {
		Mono<byte[]> body = ReactiveForwarder.body(exchange.getRequest());
		Mono<Void> answered = incoming.isOfServletContainer()
				? body.flatMap((read) -> other(asked)
					.flatMap((other) -> other.map((worker) -> forward(exchange, incoming, Mono.just(read), worker))
						.orElseGet(() -> answer(ReadRequest.in(exchange, read), chain, incoming))))
				: other(asked).flatMap((other) -> other.map((worker) -> forward(exchange, incoming, body, worker))
					.orElseGet(() -> answer(exchange, chain, incoming)));
		return answered.onErrorResume(Refusal.class, (refusal) -> refuse(exchange.getResponse(), refusal));
	}

	/**
	 * Not from a callable, whose thread Reactor may interrupt while it writes the
	 * response.
	 */
	private Mono<Optional<ClusterStatus.Worker>> other(List<String> asked) {
		return Mono.defer(() -> Mono.just(Optional.ofNullable(this.workers.other(asked)))).subscribeOn(this.scheduler);
	}

	private Mono<Void> answer(ServerWebExchange exchange, WebFilterChain chain, IncomingRequest incoming) {
		boolean links = this.managementPath.isRequestedBy(pathOf(exchange.getRequest()));
		ServerHttpRequest request = new OneWorkerRequest(exchange.getRequest(), links ? incoming.workerInPath() : null);
		return chain.filter(exchange.mutate().request(request).build());
	}

	private Mono<Void> forward(ServerWebExchange exchange, IncomingRequest incoming, Mono<byte[]> body,
			ClusterStatus.Worker worker) {
		tellWorker(exchange.getResponse(), worker.slot());
		return body.flatMap((read) -> ReactiveForwarder.answer(PeerParts.of(this.workers.door(worker.id()),
				RequestCopy.of(incoming, read), this.patience, this.scheduler), worker, exchange.getResponse()));
	}

	private Mono<Void> refuse(ServerHttpResponse response, Refusal refusal) {
		if (response.isCommitted()) {
			// the web server cuts the response, and would not if the client seemed to
			// have
			// gone away
			return Mono.error(new IllegalStateException(refusal.getReason()));
		}
		if (response.getStatusCode() != null) {
			// of another worker's answer, which was cut
			response.getHeaders().clear();
			response.getCookies().clear();
		}
		tellWorker(response, this.workers.self().slot());
		response.setStatusCode(HttpStatusCode.valueOf(refusal.getStatusCode().value()));
		response.getHeaders().setContentType(MediaType.parseMediaType(Refusal.CONTENT_TYPE));
		byte[] body = refusal.toBody();
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
	}

	private static void tellWorker(ServerHttpResponse response, int slot) {
		response.getHeaders().set(AskedWorkers.HEADER, String.valueOf(slot));
	}

	/**
	 * The path as the mappings of endpoints see it.
	 */
	private static String pathOf(ServerHttpRequest request) {
		StringBuilder path = new StringBuilder();
		for (PathContainer.Element element : request.getPath().pathWithinApplication().elements()) {
			path.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		return path.toString();
	}

	@Override
	public void destroy() {
		this.scheduler.dispose();
	}

}
