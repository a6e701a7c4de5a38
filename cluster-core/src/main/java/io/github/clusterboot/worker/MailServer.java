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

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.IntPredicate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The socket of a mailbox, to which only the workers of this cluster can connect.
 */
final class MailServer {

	/**
	 * Well above the longest text with its names, written as a record.
	 */
	private static final int MAX_FRAME = 8 * Mail.MAX_LENGTH;

	private static final Logger logger = LoggerFactory.getLogger(MailServer.class);

	private final Channel channel;

	MailServer(EventLoopGroup eventLoop, Path path, IntPredicate admitted, Function<String, @Nullable Topic> topics)
			throws IOException {
		ChannelFuture bound = new ServerBootstrap().group(eventLoop)
			.channel(EpollServerDomainSocketChannel.class)
			.childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {

				@Override
				protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
					int pid = channel.peerCredentials().pid();
					if (admitted.test(pid)) {
						channel.pipeline()
							.addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, Outbox.LENGTH_BYTES, 0,
									Outbox.LENGTH_BYTES), new MailConnection(topics));
					}
					else {
						// a worker that was killed when it had sent something is no
						// process any more
						logger.atLevel(ProcessHandle.of(pid).isPresent() ? Level.WARN : Level.DEBUG)
							.log("Closed a connection of process {}, which is no worker of this cluster", pid);
						channel.close();
					}
				}

			})
			.bind(new DomainSocketAddress(path.toFile()))
			.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw new IOException("Could not listen on " + path, bound.cause());
		}
		this.channel = bound.channel();
	}

	/**
	 * Closes the socket, which removes its file.
	 */
	void close() {
		this.channel.close().awaitUninterruptibly();
	}

}
