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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of answers that go on for long when their workers are drained.
 */
@ClusterTest
class StreamingIT {

	private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

	@Test
	void whatDoesNotEndByItselfIsEndedPolitely() throws Exception {
		try (SampleCluster cluster = Sample.minimal()
			.workers(1)
			.testHooks()
			.arguments("--cluster.drain-timeout=6s")
			.start()) {
			cluster.awaitWorkers(1);
			Echo echo = new Echo();
			WebSocket webSocket = this.client.newWebSocketBuilder()
				.buildAsync(URI.create("ws://127.0.0.1:%d/test-hooks/echo".formatted(cluster.port())), echo)
				.join();
			webSocket.sendText("hello", true).join();
			assertThat(echo.text.join()).isEqualTo("hello");
			HttpResponse<Stream<String>> events = this.client.send(request(cluster, "/test-hooks/events"),
					BodyHandlers.ofLines());
			assertThat(events.statusCode()).isEqualTo(200);
			CompletableFuture<HttpResponse<String>> async = this.client
				.sendAsync(request(cluster, "/test-hooks/async?millis=3000"), BodyHandlers.ofString());
			cluster.signal("HUP");
			assertThat(async.join().body()).isEqualTo("done");
			cluster.awaitLog("Reload to generation 2 succeeded");
			// a response that was cut would end with an exception
			List<String> lines = events.body().toList();
			assertThat(lines).as(cluster.toString()).contains("data:first");
			assertThat(echo.closed.join()).as(cluster.toString()).isEqualTo(1001);
			assertThat(cluster.output().count("has not drained within")).as(cluster.toString()).isZero();
			HttpResponse<Stream<String>> reconnected = this.client.send(request(cluster, "/test-hooks/events"),
					BodyHandlers.ofLines());
			assertThat(reconnected.statusCode()).isEqualTo(200);
			reconnected.body().close();
		}
	}

	private HttpRequest request(SampleCluster cluster, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cluster.port() + path)).build();
	}

	/**
	 * The client's end of a WebSocket.
	 */
	private static final class Echo implements WebSocket.Listener {

		private final CompletableFuture<String> text = new CompletableFuture<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.complete(data.toString());
			webSocket.request(1);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.text.completeExceptionally(error);
			this.closed.completeExceptionally(error);
		}

	}

}
