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

package io.github.clusterboot.worker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkChannels}.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class JdkChannelsTests {

	@Test
	void aClientIsSeenUntilItIsAccepted() throws Exception {
		try (ServerSocketChannel listener = ServerSocketChannel.open()) {
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			assertThat(JdkChannels.awaitClient(listener, 0)).isFalse();
			assertThat(JdkChannels.awaitClient(listener, 1)).isFalse();
			try (SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
				assertThat(client.isConnected()).isTrue();
				assertThat(JdkChannels.awaitClient(listener, 20_000)).isTrue();
				assertThat(JdkChannels.awaitClient(listener, 0)).isTrue();
				listener.accept().close();
				assertThat(JdkChannels.awaitClient(listener, 0)).isFalse();
			}
		}
	}

	@Test
	void aClosedListenerHasNoClients() throws Exception {
		ServerSocketChannel listener = ServerSocketChannel.open();
		listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		listener.close();
		assertThat(JdkChannels.awaitClient(listener, 0)).isFalse();
	}

}
