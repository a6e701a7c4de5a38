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

package io.github.clusterboot.ipc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * One end of the connection on which the primary and a worker talk. Thread-safe.
 */
public final class MessageChannel {

	private final Channel channel;

	MessageChannel(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Sends a message without waiting for it. Where it cannot be sent the connection is
	 * closed, which both ends notice.
	 * @param message the message
	 */
	public void send(Message message) {
		this.channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/**
	 * Closes the connection.
	 */
	public void close() {
		this.channel.close();
	}

}
