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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.worker.Worker;

/**
 * Asks the other workers at their private doors.
 */
final class WorkerPeers implements Peers {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPeers.class);

	private final Worker worker;

	private final WorkerIdentity self;

	private final ExecutorService executor = Executors
		.newCachedThreadPool(new DefaultThreadFactory("cluster-peer", true));

	WorkerPeers(Worker worker, WorkerIdentity self) {
		this.worker = worker;
		this.self = self;
	}

	@Override
	public List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException {
		long start = System.nanoTime();
		Collection<ClusterStatus.Worker> holders = SlotHolder.all(this.worker.status(timeout.dividedBy(4)),
				(id) -> Files.exists(door(id)));
		long left = timeout.toNanos() - (System.nanoTime() - start);
		List<CompletableFuture<PeerAnswer>> answers = new ArrayList<>();
		for (ClusterStatus.Worker peer : holders) {
			if (peer.id() != this.self.id()) {
				PeerAnswer none = new PeerAnswer(peer.id(), peer.slot(), null);
				answers.add(CompletableFuture.supplyAsync(() -> answer(peer, resource, query, timeout), this.executor)
					.completeOnTimeout(none, left, TimeUnit.NANOSECONDS));
			}
		}
		return answers.stream().map(CompletableFuture::join).toList();
	}

	private PeerAnswer answer(ClusterStatus.Worker peer, String resource, String query, Duration timeout) {
		byte[] body = null;
		try {
			body = ask(peer.id(), resource, query, timeout);
		}
		catch (IOException ex) {
			logger.debug("Worker {} does not answer", peer.id(), ex);
		}
		return new PeerAnswer(peer.id(), peer.slot(), body);
	}

	private Path door(int id) {
		return new PrivateDirectory(this.worker.directory()).door(id);
	}

	private byte[] ask(int id, String resource, String query, Duration timeout) throws IOException {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
				PeerResource.PATH + resource + "?" + URLEncoder.encode(query, StandardCharsets.UTF_8));
		request.headers().set(HttpHeaderNames.HOST, "localhost");
		try (PeerExchange exchange = new PeerExchange(door(id), timeout)) {
			exchange.send(request);
			HttpResponseStatus status = exchange.response().status();
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			exchange.copyBody(body);
			if (!status.equals(HttpResponseStatus.OK)) {
				throw new IOException(status + ": " + body.toString(StandardCharsets.UTF_8));
			}
			return body.toByteArray();
		}
	}

}
