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

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The application's event loops, and one of its own for the shared channel that listens:
 * that goes on where a handler blocks one of the others.
 */
final class SharedLoops implements LoopResources {

	private final Supplier<LoopResources> loops;

	private final Supplier<SharedServerChannel> channels;

	private @Nullable EventLoopGroup select;

	/**
	 * Creates the loops of one server.
	 * @param loops gives the application's, which may be others after a restart
	 * @param channels makes channels that listen
	 */
	SharedLoops(Supplier<LoopResources> loops, Supplier<SharedServerChannel> channels) {
		this.loops = loops;
		this.channels = channels;
	}

	@Override
	public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> channelType, EventLoopGroup group) {
		if (channelType != ServerSocketChannel.class) {
			throw new UnsharedServerException("a " + channelType.getSimpleName());
		}
		return channelType.cast(this.channels.get());
	}

	/**
	 * Accepted connections are channels of the JDK.
	 */
	@Override
	public EventLoopGroup onServer(boolean useNative) {
		EventLoopGroup group = this.loops.get().onServer(false);
		if (!(group instanceof IoEventLoopGroup io && io.isCompatible(NioIoHandle.class))) {
			throw new UnsharedServerException("event loops of " + group.getClass().getName());
		}
		return group;
	}

	/**
	 * The channel shuts it down when it is closed.
	 */
	@Override
	public synchronized EventLoopGroup onServerSelect(boolean useNative) {
		EventLoopGroup select = this.select;
		if (select == null || select.isShuttingDown()) {
			select = new DefaultEventLoopGroup(1, new DefaultThreadFactory("cluster-select", true));
			this.select = select;
		}
		return select;
	}

}
