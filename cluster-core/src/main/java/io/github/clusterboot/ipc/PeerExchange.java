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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One request to another worker and its response, on a connection of their own. Neither
 * is ever held as a whole: the next piece is read when the one before is written. For one
 * thread, which is blocked by what is slow.
 */
public final class PeerExchange implements AutoCloseable {

	private static final int CHUNK = 64 * 1024;

	private final Channel channel;

	private final Handler handler;

	private final Duration patience;

	PeerExchange(Channel channel, Handler handler, Duration patience) {
		this.channel = channel;
		this.handler = handler;
		this.patience = patience;
	}

	/**
	 * Sends the request. A worker that answers without having read all of it is not an
	 * error.
	 * @param head the method, the path and the headers, without those that tell where the
	 * body ends
	 * @param body the body
	 * @throws IOException if the body cannot be read, or the worker takes nothing for too
	 * long
	 */
	public void send(HttpRequest head, InputStream body) throws IOException {
		byte[] buffer = new byte[CHUNK];
		int length = body.read(buffer);
		if (length >= 0) {
			head.headers().set("Transfer-Encoding", "chunked");
		}
		boolean taken = write(head);
		while (taken && length >= 0) {
			taken = write(new DefaultHttpContent(Unpooled.wrappedBuffer(buffer, 0, length)));
			length = body.read(buffer);
		}
		if (taken) {
			write(LastHttpContent.EMPTY_LAST_CONTENT);
		}
	}

	private boolean write(HttpObject part) throws IOException {
		ChannelFuture written = this.channel.writeAndFlush(part);
		try {
			if (!written.await(this.patience.toMillis())) {
				throw silent();
			}
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
		return written.isSuccess();
	}

	/**
	 * Waits for the response.
	 * @return its status and headers
	 * @throws SocketTimeoutException if the worker is silent for too long
	 * @throws IOException if there is none
	 */
	public HttpResponse response() throws IOException {
		while (true) {
			Object part = next();
			if (part instanceof HttpResponse response) {
				if (response.decoderResult().isFailure()) {
					throw new IOException("The answer is no HTTP", response.decoderResult().cause());
				}
				if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
					return response;
				}
			}
			ReferenceCountUtil.release(part);
		}
	}

	/**
	 * Copies the body of the response.
	 * @param target where to
	 * @throws IOException if it is cut, or the target cannot be written to
	 */
	public void copyBody(OutputStream target) throws IOException {
		boolean last = false;
		while (!last) {
			Object part = next();
			try {
				if (!(part instanceof HttpContent content) || content.decoderResult().isFailure()) {
					throw new EOFException("The answer is cut");
				}
				ByteBuf bytes = content.content();
				bytes.readBytes(target, bytes.readableBytes());
				last = content instanceof LastHttpContent;
			}
			finally {
				ReferenceCountUtil.release(part);
			}
			if (this.handler.parts.isEmpty()) {
				target.flush();
			}
		}
	}

	private Object next() throws IOException {
		try {
			Object part = this.handler.parts.poll();
			if (part == null) {
				this.channel.read();
				part = this.handler.parts.poll(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			}
			if (part == null) {
				throw silent();
			}
			if (part instanceof End end) {
				throw (EOFException) new EOFException("The connection was closed before the end of the answer")
					.initCause(end.cause());
			}
			return part;
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	private SocketTimeoutException silent() {
		return new SocketTimeoutException("The worker has been silent for %d s".formatted(this.patience.toSeconds()));
	}

	private static InterruptedIOException interrupted() {
		Thread.currentThread().interrupt();
		return new InterruptedIOException("Interrupted while another worker was asked");
	}

	/**
	 * Closes the connection. A worker that is still answering notices.
	 */
	@Override
	public void close() {
		this.channel.close();
		this.handler.abandon();
	}

	/**
	 * The end of the connection.
	 *
	 * @param cause what broke it, or {@code null}
	 */
	private record End(@Nullable Throwable cause) {

	}

	/**
	 * Queues what has been read, which is no more than was asked for.
	 */
	static final class Handler extends ChannelInboundHandlerAdapter {

		private final BlockingQueue<Object> parts = new LinkedBlockingQueue<>();

		private volatile boolean abandoned;

		@Override
		public void channelRead(ChannelHandlerContext context, Object part) {
			this.parts.add(part);
			releaseIfAbandoned();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.parts.add(new End(null));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.parts.add(new End(cause));
			context.close();
		}

		void abandon() {
			this.abandoned = true;
			releaseIfAbandoned();
		}

		private void releaseIfAbandoned() {
			if (this.abandoned) {
				release(this.parts);
			}
		}

		private static void release(Queue<Object> parts) {
			Object part = parts.poll();
			while (part != null) {
				ReferenceCountUtil.release(part);
				part = parts.poll();
			}
		}

	}

}
