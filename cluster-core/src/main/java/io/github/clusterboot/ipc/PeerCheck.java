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
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a connection through only if the process at its other end is a worker that the
 * primary forked. The file permissions keep other users out; this keeps out other
 * processes of the same user, a worker's own children among them.
 */
final class PeerCheck extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(PeerCheck.class);

	private final Credentials credentials;

	private final LongFunction<OptionalInt> workerOf;

	private final BiConsumer<Integer, ChannelPipeline> admission;

	/**
	 * Creates the check.
	 * @param credentials knows the peer
	 * @param workerOf the worker that a process is, or empty
	 * @param admission adds the handlers for a worker to a pipeline
	 */
	PeerCheck(Credentials credentials, LongFunction<OptionalInt> workerOf,
			BiConsumer<Integer, ChannelPipeline> admission) {
		this.credentials = credentials;
		this.workerOf = workerOf;
		this.admission = admission;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) throws Exception {
		PeerCredentials peer = this.credentials.of(context.channel());
		OptionalInt worker = this.workerOf.apply(peer.pid());
		if (worker.isEmpty()) {
			logger.warn("Closed a connection of process {} (user {}), which is no worker of this cluster", peer.pid(),
					peer.uid());
			context.close();
			return;
		}
		this.admission.accept(worker.getAsInt(), context.pipeline());
		context.fireChannelActive();
		context.pipeline().remove(this);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		// nothing is read of a stranger
		ReferenceCountUtil.release(message);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.warn("Closed a connection whose peer could not be checked", cause);
		context.close();
	}

	/**
	 * Which process is at the other end of a Unix domain socket, as the kernel noted it
	 * when the connection was made ({@code SO_PEERCRED}).
	 */
	@FunctionalInterface
	interface Credentials {

		PeerCredentials of(Channel channel) throws IOException;

	}

}
