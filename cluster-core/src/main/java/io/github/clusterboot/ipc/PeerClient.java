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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Speaks HTTP with the private doors of other workers. Each exchange has a connection of
 * its own. Thread-safe.
 */
public final class PeerClient {

	/**
	 * Below this path a private door answers for other workers, and for nobody else.
	 */
	public static final String RESOURCES = "/cluster-peer/";

	private static final int MOST_BYTES_OF_AN_ANSWER = 32 * 1024 * 1024;

	private static final int MOST_BYTES_OF_HEADERS = 256 * 1024;

	private static final int CHUNK = 64 * 1024;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final NativeTransport transport;

	private final EventLoopGroup eventLoop;

	private final PrivateDirectory directory;

	PeerClient(NativeTransport transport, EventLoopGroup eventLoop, PrivateDirectory directory) {
		this.transport = transport;
		this.eventLoop = eventLoop;
		this.directory = directory;
	}

	/**
	 * Where a worker's private door is.
	 * @param worker the worker's id
	 * @return the path of the Unix domain socket
	 */
	public Path door(int worker) {
		return this.directory.door(worker);
	}

	/**
	 * Whether a worker has a private door, at which it can be asked.
	 * @param worker the worker's id
	 * @return whether there is one
	 */
	public boolean isOpen(int worker) {
		return Files.exists(door(worker));
	}

	/**
	 * Asks a worker for one of its resources.
	 * @param worker the worker's id
	 * @param resource the name of the resource
	 * @param query what is asked
	 * @param timeout after which there is no answer
	 * @return the answer; fails with an {@link IOException} if there is none
	 */
	public CompletableFuture<byte[]> ask(int worker, String resource, String query, Duration timeout) {
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
				RESOURCES + resource + "?" + URLEncoder.encode(query, StandardCharsets.UTF_8), Unpooled.EMPTY_BUFFER);
		request.headers()
			.set(HttpHeaderNames.HOST, "localhost")
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		ChannelFuture connecting = connect(worker, true, new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline()
					.addLast(codec())
					.addLast(new HttpObjectAggregator(MOST_BYTES_OF_AN_ANSWER))
					.addLast(new AnswerHandler(request, answer));
			}

		});
		Channel channel = connecting.channel();
		connecting.addListener((connected) -> {
			if (!connected.isSuccess()) {
				answer.completeExceptionally(notReached(worker, connected.cause()));
			}
		});
		answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
		return answer.handle((body, failure) -> {
			channel.close();
			if (body != null) {
				return CompletableFuture.completedFuture(body);
			}
			return CompletableFuture.<byte[]>failedFuture((failure instanceof IOException) ? failure
					: new IOException("No answer within %d ms".formatted(timeout.toMillis()), failure));
		}).thenCompose((result) -> result);
	}

	/**
	 * Connects to a worker for an exchange whose contents are too large to be held.
	 * @param worker the worker's id
	 * @param patience the longest silence of the worker that is put up with
	 * @return the exchange
	 * @throws IOException if the worker cannot be reached
	 */
	public PeerExchange open(int worker, Duration patience) throws IOException {
		PeerExchange.Handler handler = new PeerExchange.Handler();
		ChannelFuture connecting = connect(worker, false, new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(codec()).addLast(handler);
			}

		});
		connecting.awaitUninterruptibly();
		if (!connecting.isSuccess()) {
			throw notReached(worker, connecting.cause());
		}
		return new PeerExchange(connecting.channel(), handler, patience);
	}

	private ChannelFuture connect(int worker, boolean autoRead, ChannelInitializer<Channel> initializer) {
		return new Bootstrap().group(this.eventLoop)
			.channel(this.transport.domainSocketChannel())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
			.option(ChannelOption.AUTO_READ, autoRead)
			// what has arrived is read, also after a failed write
			.option(ChannelOption.AUTO_CLOSE, false)
			.handler(initializer)
			.connect(new DomainSocketAddress(door(worker).toFile()));
	}

	private static HttpClientCodec codec() {
		return new HttpClientCodec(
				new HttpDecoderConfig().setMaxHeaderSize(MOST_BYTES_OF_HEADERS).setMaxChunkSize(CHUNK), false, false);
	}

	/**
	 * Netty adds the path to the message, which is nobody else's business.
	 */
	private static IOException notReached(int worker, Throwable cause) {
		Throwable root = (cause.getCause() != null) ? cause.getCause() : cause;
		String reason = (root instanceof FileNotFoundException) ? "it has no private door" : root.getMessage();
		return new IOException("Worker %d cannot be reached: %s".formatted(worker, reason), cause);
	}

	/**
	 * Asks, and completes the answer.
	 */
	private static final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {

		private final FullHttpRequest request;

		private final CompletableFuture<byte[]> answer;

		AnswerHandler(FullHttpRequest request, CompletableFuture<byte[]> answer) {
			this.request = request;
			this.answer = answer;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			context.writeAndFlush(this.request).addListener((written) -> {
				if (!written.isSuccess()) {
					exceptionCaught(context, written.cause());
				}
			});
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
			if (response.decoderResult().isFailure()) {
				exceptionCaught(context, response.decoderResult().cause());
			}
			else if (response.status().equals(HttpResponseStatus.OK)) {
				this.answer.complete(ByteBufUtil.getBytes(response.content()));
			}
			else {
				String reason = response.content().toString(StandardCharsets.UTF_8);
				this.answer
					.completeExceptionally(new IOException(reason.isEmpty() ? response.status().toString() : reason));
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.answer.completeExceptionally(new IOException("The connection was closed before the answer"));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.answer.completeExceptionally((cause instanceof TooLongFrameException)
					? new IOException("The answer has more than %d bytes".formatted(MOST_BYTES_OF_AN_ANSWER), cause)
					: new IOException(String.valueOf(cause.getMessage()), cause));
			context.close();
		}

	}

}
