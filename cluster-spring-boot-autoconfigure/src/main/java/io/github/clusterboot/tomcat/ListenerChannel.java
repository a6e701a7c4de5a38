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

package io.github.clusterboot.tomcat;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;

import io.github.clusterboot.worker.SharedListener;

/**
 * What Tomcat asks of the channel of a listening socket: to which address it is bound.
 *
 * @param listener the listener
 */
record ListenerChannel(SharedListener listener) implements NetworkChannel {

	@Override
	public SocketAddress getLocalAddress() {
		return this.listener.localAddress();
	}

	@Override
	public NetworkChannel bind(SocketAddress local) {
		throw new IllegalStateException("Bound by the primary");
	}

	@Override
	public <T> NetworkChannel setOption(SocketOption<T> name, T value) {
		throw new IllegalArgumentException("The primary's socket has no option " + name);
	}

	@Override
	public <T> T getOption(SocketOption<T> name) {
		throw new IllegalArgumentException("The primary's socket has no option " + name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return Set.of();
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close() {
		this.listener.release();
	}

}
