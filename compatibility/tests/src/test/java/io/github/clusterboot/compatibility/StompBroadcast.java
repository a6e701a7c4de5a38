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

package io.github.clusterboot.compatibility;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A message that is sent to the application and comes back from its broker.
 *
 * @param path where the application speaks STOMP
 * @param destination where the message is sent
 * @param topic what is subscribed to
 */
record StompBroadcast(String path, String destination, String topic) implements Question {

	private static final int LONGEST_WAIT_SECONDS = 60;

	@Override
	public Answer ask(int port) {
		Frames frames = new Frames();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.subprotocols("v12.stomp")
			.buildAsync(URI.create("ws://localhost:" + port + this.path), frames)
			.join();
		try {
			send(socket, "CONNECT\naccept-version:1.2\nhost:localhost\n\n");
			frames.await("CONNECTED", LONGEST_WAIT_SECONDS * 1000L);
			send(socket, "SUBSCRIBE\nid:1\ndestination:" + this.topic + "\n\n");
			String message = null;
			// the broker may be told of the subscription after the message
			for (int i = 0; message == null && i < LONGEST_WAIT_SECONDS * 10; i++) {
				send(socket, "SEND\ndestination:" + this.destination + "\n\nhello");
				message = frames.await("MESSAGE", 100);
			}
			return new Answer(socket.getSubprotocol().isEmpty() ? 0 : 101, "", "", body(message));
		}
		finally {
			socket.abort();
		}
	}

	private static void send(WebSocket socket, String frame) {
		socket.sendText(frame + "\0", true).join();
	}

	private static String body(@Nullable String message) {
		return (message != null) ? message.substring(message.indexOf("\n\n") + 2) : "";
	}

	private static final class Frames implements WebSocket.Listener {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final StringBuilder partial = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.partial.append(data);
			if (last) {
				this.received.add(this.partial.toString().replace("\0", ""));
				this.partial.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Nullable String await(String command, long milliseconds) {
			try {
				String frame = this.received.poll(milliseconds, TimeUnit.MILLISECONDS);
				while (frame != null && !frame.startsWith(command)) {
					frame = this.received.poll(milliseconds, TimeUnit.MILLISECONDS);
				}
				return frame;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
