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

package io.github.clusterboot.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

import io.netty.channel.socket.DefaultServerSocketChannelConfig;
import io.netty.channel.socket.ServerSocketChannel;

/**
 * Takes the size of the backlog. The other options are those of the primary's socket.
 */
final class SharedServerChannelConfig extends DefaultServerSocketChannelConfig {

	private final Runnable pause;

	/**
	 * Creates the configuration of a channel.
	 * @param pause has the channel take no connections for now
	 */
	SharedServerChannelConfig(ServerSocketChannel channel, Runnable pause) {
		super(channel, NoSocket.create());
		this.pause = pause;
	}

	@Override
	protected void autoReadCleared() {
		this.pause.run();
	}

	/**
	 * A socket without a descriptor.
	 */
	private static final class NoSocket extends ServerSocket {

		private NoSocket() throws IOException {
		}

		static ServerSocket create() {
			try {
				return new NoSocket();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void setReuseAddress(boolean on) {
		}

		@Override
		public boolean getReuseAddress() {
			return true;
		}

		@Override
		public void setReceiveBufferSize(int size) {
		}

	}

}
