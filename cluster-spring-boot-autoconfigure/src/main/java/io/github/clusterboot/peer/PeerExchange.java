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

package io.github.clusterboot.peer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * One HTTP exchange over a Unix domain socket, on a connection of its own. The body of
 * the response is never held as a whole. For one thread, which may be interrupted.
 */
public final class PeerExchange implements Closeable {

	private static final int MOST_BYTES_OF_HEADERS = 256 * 1024;

	private static final int CHUNK = 64 * 1024;

	private final SocketChannel channel;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);

	private final EmbeddedChannel codec = new EmbeddedChannel(new HttpClientCodec(
			new HttpDecoderConfig().setMaxHeaderSize(MOST_BYTES_OF_HEADERS).setMaxChunkSize(CHUNK), false, false));

	private final Duration patience;

	/**
	 * Connects.
	 * @param socket the path of the socket
	 * @param patience the longest silence of the other side that is put up with
	 * @throws IOException if nobody listens or accepts
	 */
	public PeerExchange(Path socket, Duration patience) throws IOException {
		this.patience = patience;
		this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			this.channel.configureBlocking(false);
			if (!this.channel.connect(UnixDomainSocketAddress.of(socket))) {
				throw new IOException("Its backlog is full");
			}
			this.selector = Selector.open();
			this.channel.register(this.selector, 0);
		}
		catch (IOException ex) {
			this.channel.close();
			throw ex;
		}
	}

	/**
	 * Sends the request. It may be answered before it has been read to its end.
	 * @param request the request
	 * @throws IOException if nothing of it is taken for too long
	 */
	public void send(FullHttpRequest request) throws IOException {
		request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		this.codec.writeOutbound(request);
		for (Object part : this.codec.outboundMessages()) {
			write(((ByteBuf) part).nioBuffer());
		}
		this.codec.releaseOutbound();
	}

	private void write(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			try {
				this.channel.write(bytes);
			}
			catch (IOException ex) {
				return;
			}
			if (bytes.hasRemaining()) {
				await(SelectionKey.OP_WRITE);
			}
		}
	}

	/**
	 * Waits for the response.
	 * @return its status and headers
	 * @throws SocketTimeoutException if the other side is silent for too long
	 * @throws IOException if there is none
	 */
	public HttpResponse response() throws IOException {
		return (HttpResponse) next();
	}

	/**
	 * Copies the body of the response. What has come is flushed before there is a wait
	 * for more, as it may be an event of a stream.
	 * @param target where to
	 * @throws IOException if it is cut, or the target cannot be written to
	 */
	public void copyBody(OutputStream target) throws IOException {
		HttpObject part;
		do {
			part = next();
			try {
				ByteBuf bytes = ((HttpContent) part).content();
				bytes.readBytes(target, bytes.readableBytes());
				if (this.codec.inboundMessages().isEmpty()) {
					target.flush();
				}
			}
			finally {
				ReferenceCountUtil.release(part);
			}
		}
		while (!(part instanceof LastHttpContent));
	}

	/**
	 * Waits for the next part of the response: its head, then its body, of which the last
	 * part is known as such. Whoever gets a part releases it.
	 */
	HttpObject next() throws IOException {
		HttpObject part = this.codec.readInbound();
		while (part == null) {
			receive();
			part = this.codec.readInbound();
		}
		if (part.decoderResult().isFailure()) {
			ReferenceCountUtil.release(part);
			throw new IOException("The answer is no HTTP", part.decoderResult().cause());
		}
		return part;
	}

	private void receive() throws IOException {
		await(SelectionKey.OP_READ);
		int count = this.channel.read(this.buffer.clear());
		if (count >= 0) {
			this.codec.writeInbound(Unpooled.copiedBuffer(this.buffer.flip()));
		}
		else if (!this.codec.finish()) {
			throw new EOFException("The connection was closed before the end of the answer");
		}
	}

	private void await(int operation) throws IOException {
		this.channel.keyFor(this.selector).interestOps(operation);
		int ready = this.selector.select(this.patience.toMillis());
		this.selector.selectedKeys().clear();
		if (ready == 0) {
			throw new SocketTimeoutException("Silent for %d s".formatted(this.patience.toSeconds()));
		}
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
		this.channel.close();
		this.codec.finishAndReleaseAll();
	}

}
