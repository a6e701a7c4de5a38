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
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.worker.Worker;

/**
 * Asks the other workers at their private doors.
 */
final class WorkerPeers implements Peers {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPeers.class);

	private static final long MOST_BYTES_OF_AN_ANSWER = 32 * 1024 * 1024;

	private final Worker worker;

	private final ClusterWorker self;

	private final ExecutorService executor;

	WorkerPeers(Worker worker, ClusterWorker self) {
		this.worker = worker;
		this.self = self;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("cluster-peer-");
		threads.setDaemon(true);
		this.executor = Executors.newCachedThreadPool(threads);
	}

	@Override
	public List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException {
		long start = System.nanoTime();
		List<ClusterStatus.Worker> peers = new ArrayList<>(
				SlotHolder.all(this.worker.status(timeout.dividedBy(4)), this::canBeAsked));
		peers.removeIf((peer) -> peer.id() == this.self.id());
		List<Callable<byte[]>> questions = peers.stream()
			.<Callable<byte[]>>map((peer) -> () -> ask(peer.id(), resource, query, timeout))
			.toList();
		List<PeerAnswer> answers = new ArrayList<>();
		try {
			// what has not answered by then is interrupted
			List<Future<byte[]>> futures = this.executor.invokeAll(questions,
					timeout.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
			for (Future<byte[]> future : futures) {
				answers.add(answer(peers.get(answers.size()), future));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the other workers were asked");
		}
		return answers;
	}

	private boolean canBeAsked(int id) {
		return Files.exists(new PrivateDirectory(this.worker.directory()).door(id));
	}

	private byte[] ask(int id, String resource, String query, Duration timeout) throws IOException {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
				PeerResource.PATH + resource + "?" + URLEncoder.encode(query, StandardCharsets.UTF_8));
		request.headers().set(HttpHeaderNames.HOST, "localhost");
		try (PeerExchange exchange = new PeerExchange(new PrivateDirectory(this.worker.directory()).door(id),
				timeout)) {
			exchange.send(request);
			HttpResponseStatus status = exchange.response().status();
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			exchange.copyBody(body, MOST_BYTES_OF_AN_ANSWER);
			if (!status.equals(HttpResponseStatus.OK)) {
				throw new IOException(status + ": " + body.toString(StandardCharsets.UTF_8));
			}
			return body.toByteArray();
		}
	}

	private static PeerAnswer answer(ClusterStatus.Worker peer, Future<byte[]> future) throws InterruptedException {
		try {
			return new PeerAnswer(peer.id(), peer.slot(), future.get());
		}
		catch (ExecutionException | CancellationException ex) {
			logger.debug("Worker {} does not answer", peer.id(), ex);
			return new PeerAnswer(peer.id(), peer.slot(), null);
		}
	}

}
