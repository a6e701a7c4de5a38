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

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiPredicate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A socket to which only workers of this cluster can connect: the file permissions keep
 * other users out, this keeps out other processes of the same user, a worker's own
 * children among them.
 */
public final class PrivateSocket {

	private static final Logger logger = LoggerFactory.getLogger(PrivateSocket.class);

	private PrivateSocket() {
	}

	/**
	 * Listens on a path, whose file goes when the socket is closed.
	 * @param eventLoop runs everything, and stays the caller's
	 * @param path the path
	 * @param admission is given the id of the process at the other end of a connection,
	 * as the kernel tells it, and makes the connection ready; {@code false} for a
	 * stranger, whose connection is then closed
	 * @param ofTheGone at which level a stranger is told whose process has ended
	 * @return the socket
	 * @throws IOException if it cannot be created
	 */
	public static Channel listen(EventLoopGroup eventLoop, Path path, BiPredicate<Integer, Channel> admission,
			Level ofTheGone) throws IOException {
		ChannelFuture bound = new ServerBootstrap().group(eventLoop)
			.channel(EpollServerDomainSocketChannel.class)
			.childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {

				@Override
				protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
					PeerCredentials peer = channel.peerCredentials();
					if (!admission.test(peer.pid(), channel)) {
						tell(peer, ofTheGone);
						channel.close();
					}
				}

			})
			.bind(new DomainSocketAddress(path.toFile()))
			.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw new IOException("Could not listen on " + path, bound.cause());
		}
		return bound.channel();
	}

	/**
	 * Processes of other containers have the id 0.
	 */
	private static void tell(PeerCredentials stranger, Level ofTheGone) {
		boolean gone = stranger.pid() != 0 && ProcessHandle.of(stranger.pid()).isEmpty();
		logger.atLevel(gone ? ofTheGone : Level.WARN)
			.log("Closed a connection of process {} (user {}), which is no worker of this cluster", stranger.pid(),
					stranger.uid());
	}

}
