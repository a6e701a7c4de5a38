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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in a line that no connection can be accepted, for want of descriptors in all
 * likelihood. Netty tries again after a second. It stands last in the pipeline of a
 * listening socket.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(AcceptFailures.class);

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.warn("No connection can be accepted on {}: {}", context.channel().localAddress(), cause.getMessage());
	}

}
