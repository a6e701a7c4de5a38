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

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client of one worker says, by STOMP, reaches the clients of all workers.
 */
@ClusterTest
class StompIT {

	private static final int WORKERS = 4;

	private static final int SUBSCRIBERS = 20;

	private static final int MESSAGES = 200;

	private static SampleCluster cluster;

	private final WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.ROUND_ROBIN);
		cluster.http().post("/api/cluster/scale/" + WORKERS);
		cluster.awaitWorkers(WORKERS);
	}

	@AfterAll
	static void scaleDown() {
		cluster.http().post("/api/cluster/scale/2");
		cluster.awaitWorkers(2);
	}

	@Test
	void allSubscribersGetAllMessages() throws Exception {
		List<Subscriber> subscribers = new ArrayList<>();
		for (int i = 0; i < SUBSCRIBERS; i++) {
			subscribers.add(new Subscriber());
		}
		cluster.await("all are subscribed", () -> {
			subscribers.get(0).say("probe");
			subscribers.get(1).say("probe");
			return subscribers.stream().allMatch((subscriber) -> subscriber.texts().contains("probe"));
		});
		assertThat(subscribers.stream().map(Subscriber::worker).distinct()).hasSize(WORKERS);
		List<String> said = IntStream.range(0, MESSAGES).mapToObj((number) -> "text " + number).toList();
		for (int i = 0; i < MESSAGES; i++) {
			subscribers.get(i % SUBSCRIBERS).say(said.get(i));
		}
		for (Subscriber subscriber : subscribers) {
			cluster.await("all messages are received", () -> subscriber.texts().containsAll(said));
		}
		for (Subscriber subscriber : subscribers) {
			assertThat(subscriber.texts()).filteredOn((text) -> !text.equals("probe"))
				.containsExactlyInAnyOrderElementsOf(said);
			subscriber.session.disconnect();
		}
	}

	/**
	 * A client that is connected to one of the workers.
	 */
	private final class Subscriber extends StompSessionHandlerAdapter {

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final List<String> workers = new CopyOnWriteArrayList<>();

		private final StompSession session;

		Subscriber() throws Exception {
			this.session = StompIT.this.client.connectAsync("ws://localhost:%d/stomp".formatted(cluster.port()), this)
				.get(30, TimeUnit.SECONDS);
			this.session.subscribe("/app/worker", frames((text) -> this.workers.add(value(text, "id"))));
			this.session.subscribe("/topic/chat", frames(this.received::add));
			cluster.await("a worker is connected", () -> !this.workers.isEmpty());
		}

		String worker() {
			return this.workers.get(0);
		}

		void say(String text) {
			StompHeaders headers = new StompHeaders();
			headers.setDestination("/app/chat");
			headers.setContentType(MimeTypeUtils.TEXT_PLAIN);
			this.session.send(headers, text.getBytes(StandardCharsets.UTF_8));
		}

		List<String> texts() {
			return this.received.stream().map((text) -> value(text, "text")).toList();
		}

		private static String value(String json, String name) {
			return JsonMapper.shared().readTree(json).required(name).asString();
		}

		private static StompFrameHandler frames(Consumer<String> receiver) {
			return new StompFrameHandler() {

				@Override
				public Type getPayloadType(StompHeaders headers) {
					return byte[].class;
				}

				@Override
				public void handleFrame(StompHeaders headers, Object payload) {
					receiver.accept(new String((byte[]) payload, StandardCharsets.UTF_8));
				}

			};
		}

	}

}
