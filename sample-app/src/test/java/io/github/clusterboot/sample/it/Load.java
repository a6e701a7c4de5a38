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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of many kinds that ask until they are stopped, and count how each request
 * ended. A request that was sent and not answered is a failure, whoever closed the
 * connection, and none is sent a second time.
 */
final class Load implements AutoCloseable {

	private final int port;

	private final Set<Kind> kinds;

	/**
	 * By what the pauses of the clients are longer than those of their kind.
	 */
	private final int leisure;

	private final ExecutorService clients = Executors.newCachedThreadPool();

	private final Map<Kind, Map<Outcome, Integer>> counts = new EnumMap<>(Kind.class);

	private final List<String> failures = new ArrayList<>();

	private final HttpClient http2 = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_2)
		.connectTimeout(Http.TIMEOUT)
		.build();

	private final HttpRequest http2Post;

	private final HttpRequest http2Get;

	private volatile boolean stopped;

	private Load(int port, Set<Kind> kinds, int leisure) {
		this.port = port;
		this.leisure = leisure;
		this.http2Post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/bytes"))
			.timeout(Http.TIMEOUT)
			.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1000]))
			.build();
		this.http2Get = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/worker"))
			.timeout(Http.TIMEOUT)
			.build();
		this.kinds = kinds;
		for (Kind kind : kinds) {
			Runnable client = (kind != Kind.HTTP2_POST) ? () -> ask(kind) : this::postOverHttp2;
			for (int i = 0; i < kind.clients; i++) {
				this.clients.execute(client);
			}
		}
	}

	/**
	 * Starts clients of all kinds of HTTP/1.1.
	 * @param cluster what they ask
	 * @return the load
	 */
	static Load on(SampleCluster cluster) {
		return on(cluster, EnumSet.complementOf(EnumSet.of(Kind.HTTP2_POST)), 1);
	}

	/**
	 * Starts clients that leave the processors to the workers that start.
	 * @param cluster what they ask
	 * @return the load
	 */
	static Load light(SampleCluster cluster) {
		return on(cluster, EnumSet.of(Kind.FRESH, Kind.KEPT_ALIVE, Kind.SLOW_RESPONSE, Kind.SLOW_UPLOAD), 3);
	}

	/**
	 * Starts clients that post over HTTP/2.
	 * @param cluster what they ask
	 * @return the load
	 */
	static Load http2(SampleCluster cluster) {
		return on(cluster, EnumSet.of(Kind.HTTP2_POST), 1);
	}

	private static Load on(SampleCluster cluster, Set<Kind> kinds, int leisure) {
		Load load = new Load(cluster.port(), kinds, leisure);
		cluster.await("an answer to a client of each kind", () -> load.hasSucceeded(kinds));
		return load;
	}

	private void ask(Kind kind) {
		HttpConnection connection = null;
		while (!this.stopped) {
			try {
				connection = usable(connection);
				Exchange exchange = kind.request.send(connection);
				count(kind, exchange.outcome(), exchange.status(), connection);
				// now and then a client goes elsewhere of its own accord
				if (ThreadLocalRandom.current().nextInt(20) == 0) {
					connection.close();
					connection = null;
				}
			}
			catch (ConnectException ex) {
				count(kind, Outcome.REFUSED, 0, null);
			}
			catch (SocketTimeoutException ex) {
				count(kind, Outcome.TIMEOUT, 0, null);
			}
			catch (IOException ex) {
				count(kind, Outcome.RESET, 0, null);
			}
			think(kind);
		}
		if (connection != null) {
			connection.close();
		}
	}

	private void postOverHttp2() {
		while (!this.stopped) {
			try {
				HttpResponse<String> response = this.http2.send(this.http2Post, HttpResponse.BodyHandlers.ofString());
				if (response.statusCode() == 200 && response.version() == HttpClient.Version.HTTP_1_1) {
					// Jetty does not upgrade with a request that has a body
					response = this.http2.send(this.http2Get, HttpResponse.BodyHandlers.ofString());
				}
				boolean ok = response.statusCode() == 200 && response.version() == HttpClient.Version.HTTP_2;
				count(Kind.HTTP2_POST, ok ? Outcome.OK : Outcome.WRONG_STATUS, response.statusCode(), response);
			}
			catch (ConnectException ex) {
				count(Kind.HTTP2_POST, Outcome.REFUSED, 0, ex);
			}
			catch (HttpTimeoutException ex) {
				count(Kind.HTTP2_POST, Outcome.TIMEOUT, 0, ex);
			}
			catch (IOException ex) {
				count(Kind.HTTP2_POST, Outcome.RESET, 0, ex);
			}
			catch (InterruptedException ex) {
				this.stopped = true;
			}
			think(Kind.HTTP2_POST);
		}
	}

	private HttpConnection usable(@Nullable HttpConnection connection) throws IOException {
		if (connection != null) {
			if (connection.isUsable()) {
				return connection;
			}
			connection.close();
		}
		return HttpConnection.open(this.port);
	}

	private void think(Kind kind) {
		long end = System.nanoTime() + (long) (kind.pause.toNanos() * this.leisure * (0.5 + Math.random()));
		try {
			while (!this.stopped && System.nanoTime() < end) {
				TimeUnit.NANOSECONDS
					.sleep(Math.max(1, Math.min(end - System.nanoTime(), Duration.ofMillis(100).toNanos())));
			}
		}
		catch (InterruptedException ex) {
			this.stopped = true;
		}
	}

	private synchronized void count(Kind kind, Outcome outcome, int status, @Nullable Object connection) {
		this.counts.computeIfAbsent(kind, (key) -> new EnumMap<>(Outcome.class)).merge(outcome, 1, Integer::sum);
		if (outcome != Outcome.OK) {
			this.failures.add("%s %s %s, status %d, %s".formatted(Instant.now(), kind, outcome, status,
					(connection != null) ? connection : "no connection"));
		}
	}

	private synchronized int of(Kind kind, Outcome outcome) {
		return this.counts.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0);
	}

	private boolean hasSucceeded(Set<Kind> kinds) {
		return kinds.stream().allMatch((kind) -> of(kind, Outcome.OK) > 0);
	}

	int total() {
		return succeeded() + failures().size();
	}

	int succeeded() {
		return this.kinds.stream().mapToInt((kind) -> of(kind, Outcome.OK)).sum();
	}

	synchronized List<String> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Lets every client finish its request, and expects that none has failed.
	 */
	void stopAndExpectNoFailure() {
		stop();
		System.out.println(this);
		assertThat(failures()).as(toString()).isEmpty();
	}

	private void stop() {
		this.stopped = true;
		this.clients.shutdown();
		try {
			if (!this.clients.awaitTermination(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("A client does not come to its end: " + this);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		this.clients.shutdownNow();
	}

	@Override
	public synchronized String toString() {
		return "Load " + this.counts;
	}

	/**
	 * What a client does. All but the first keep their connections alive.
	 */
	enum Kind {

		/**
		 * Each request on a connection of its own.
		 */
		FRESH(3, Duration.ofMillis(40), (connection) -> connection.getAndClose("/api/worker")),

		/**
		 * Requests that follow each other.
		 */
		KEPT_ALIVE(4, Duration.ofMillis(60), (connection) -> connection.get("/api/worker")),

		/**
		 * Requests with long pauses between them: a server may close the connection in
		 * one.
		 */
		MOSTLY_IDLE(3, Duration.ofMillis(2500), (connection) -> connection.get("/api/worker")),

		/**
		 * Uploads that take 1.5 s.
		 */
		SLOW_UPLOAD(2, Duration.ofMillis(100),
				(connection) -> connection.upload("/api/bytes", 10, Duration.ofMillis(150))),

		/**
		 * Responses that take 1.5 s to come.
		 */
		SLOW_RESPONSE(2, Duration.ofMillis(100), (connection) -> connection.get("/api/slow?millis=1500")),

		/**
		 * Responses larger than what the kernel buffers, read over 2 s or more.
		 */
		SLOW_DOWNLOAD(2, Duration.ofMillis(100),
				(connection) -> connection.download("/api/bytes?size=" + (6 << 20), Duration.ofMillis(5))),

		/**
		 * Requests with a body that share one connection of HTTP/2 without TLS.
		 */
		HTTP2_POST(60, Duration.ofMillis(100), null);

		private final int clients;

		private final Duration pause;

		private final @Nullable Request request;

		Kind(int clients, Duration pause, @Nullable Request request) {
			this.clients = clients;
			this.pause = pause;
			this.request = request;
		}

	}

	private interface Request {

		Exchange send(HttpConnection connection) throws IOException;

	}

}
