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

package io.github.clusterboot.web.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link YieldingChannel}.
 */
class YieldingChannelTests {

	private static final long LONGER = YieldingChannel.TURN.toNanos() + 1;

	private boolean othersWait = true;

	private long now = Long.MAX_VALUE - 1;

	private final YieldingChannel channel = new YieldingChannel(new SocketBufferHandler(64, 64, false),
			() -> this.othersWait, () -> this.now);

	private SocketChannel client;

	private SocketChannel server;

	@BeforeEach
	void connect() throws IOException {
		try (ServerSocketChannel listening = ServerSocketChannel.open()) {
			listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			this.client = SocketChannel.open(listening.getLocalAddress());
			this.server = listening.accept();
		}
		this.channel.reset(this.server, null);
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void nextRequestWaitsAfterTheTurnWhereOthersWait() throws IOException {
		exchange();
		send("two");
		this.now += LONGER;
		assertThat(read()).as("not yet").isEmpty();
		assertThat(read()).as("when its turn comes again").isEqualTo("two");
	}

	@Test
	void nextRequestIsReadWithinTheTurn() throws IOException {
		exchange();
		send("two");
		this.now += LONGER - 1;
		assertThat(read()).isEqualTo("two");
	}

	@Test
	void nextRequestIsReadWhereNobodyWaits() throws IOException {
		this.othersWait = false;
		exchange();
		send("two");
		this.now += LONGER;
		assertThat(read()).isEqualTo("two");
	}

	@Test
	void requestIsReadToItsEnd() throws IOException {
		exchange();
		send(" goes on");
		this.now += LONGER;
		ByteBuffer buffer = ByteBuffer.allocate(64).put((byte) '1');
		this.channel.read(buffer);
		assertThat(StandardCharsets.US_ASCII.decode(buffer.flip()).toString()).isEqualTo("1 goes on");
	}

	@Test
	void turnBeginsWhenThereIsSomethingToRead() throws IOException {
		this.server.configureBlocking(false);
		exchange();
		assertThat(read()).as("the client is idle").isEmpty();
		this.now += LONGER;
		this.server.configureBlocking(true);
		send("two");
		assertThat(read()).isEqualTo("two");
	}

	@Test
	void anotherConnectionThatHasTheChannelLaterBeginsItsTurn() throws IOException {
		exchange();
		this.now += LONGER;
		close();
		connect();
		send("two");
		assertThat(read()).isEqualTo("two");
	}

	@Test
	void endOfTheConnectionIsToldAfterTheTurn() throws IOException {
		exchange();
		this.client.shutdownOutput();
		this.now += LONGER;
		assertThat(read()).isEmpty();
		assertThat(this.channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	private void send(String text) throws IOException {
		this.client.write(StandardCharsets.US_ASCII.encode(text));
	}

	private void exchange() throws IOException {
		send("one");
		assertThat(read()).isEqualTo("one");
		this.channel.write(StandardCharsets.US_ASCII.encode("answer"));
	}

	private String read() throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(64);
		this.channel.read(buffer);
		return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
	}

}
