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

package io.github.clusterboot.sample.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A connection that its client keeps alive, as browsers and connection pools do: before
 * it sends a request it looks whether the server has closed the connection, and after an
 * answer with {@code Connection: close} it sends no more.
 */
final class HttpConnection implements AutoCloseable {

	/**
	 * Small, so that a response that is read slowly is sent slowly.
	 */
	private static final int RECEIVE_BUFFER = 64 * 1024;

	private static final int PIECE = 16 * 1024;

	private final SocketChannel channel;

	private final Socket socket;

	private final InputStream input;

	private boolean last;

	private long received;

	private HttpConnection(SocketChannel channel) throws IOException {
		this.channel = channel;
		this.socket = channel.socket();
		this.socket.setSoTimeout((int) Http.TIMEOUT.toMillis());
		this.input = new BufferedInputStream(this.socket.getInputStream(), PIECE);
	}

	static HttpConnection open(int port) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
			channel.socket()
				.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) Http.TIMEOUT.toMillis());
			return new HttpConnection(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * What is needed to find the cause of a failure.
	 * @return the client's port and what the server has sent
	 */
	@Override
	public String toString() {
		return "port %d, %d bytes of the last answer".formatted(this.socket.getLocalPort(), this.received);
	}

	/**
	 * Whether another request can be sent, as far as a client can know.
	 * @return {@code false} if the server has closed the connection or said that it will
	 */
	boolean isUsable() {
		if (this.last) {
			return false;
		}
		try {
			this.channel.configureBlocking(false);
			int read = this.channel.read(ByteBuffer.allocate(1));
			this.channel.configureBlocking(true);
			return read == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Exchange get(String path) {
		return exchange(request("GET", path, 0), 0, Duration.ZERO);
	}

	Exchange getAndClose(String path) {
		return exchange(request("GET", path, 0).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), 0, Duration.ZERO);
	}

	Exchange post(String path) {
		return exchange(request("POST", path, 0), 0, Duration.ZERO);
	}

	/**
	 * Uploads in pieces.
	 * @param path the path
	 * @param pieces the number of pieces
	 * @param pause the time before each of them
	 * @return the exchange
	 */
	Exchange upload(String path, int pieces, Duration pause) {
		return exchange(request("POST", path, pieces * PIECE), pieces, pause);
	}

	/**
	 * Reads the response in pieces.
	 * @param path the path
	 * @param pause the time before each piece
	 * @return the exchange
	 */
	Exchange download(String path, Duration pause) {
		return exchange(request("GET", path, 0), 0, pause);
	}

	private String request(String method, String path, int length) {
		return "%s %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"
			.formatted(method, path, this.socket.getPort(), length);
	}

	private Exchange exchange(String head, int pieces, Duration pause) {
		boolean upload = pieces > 0;
		this.received = 0;
		try {
			OutputStream output = this.socket.getOutputStream();
			output.write(head.getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; i < pieces; i++) {
				sleep(pause);
				output.write(new byte[PIECE]);
			}
			return answer(upload ? Duration.ZERO : pause);
		}
		catch (SocketTimeoutException ex) {
			return failed(Outcome.TIMEOUT);
		}
		catch (EOFException ex) {
			return failed(Outcome.CUT);
		}
		catch (IOException ex) {
			return failed(Outcome.RESET);
		}
	}

	private Exchange failed(Outcome outcome) {
		this.last = true;
		return Exchange.failed(outcome);
	}

	private Exchange answer(Duration pause) throws IOException {
		int status = Integer.parseInt(line().split(" ")[1]);
		long length = -1;
		boolean chunked = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String[] field = header.toLowerCase(Locale.ROOT).split(": *", 2);
			switch (field[0]) {
				case "content-length" -> length = Long.parseLong(field[1]);
				case "transfer-encoding" -> chunked = field[1].equals("chunked");
				case "connection" -> this.last = field[1].equals("close");
			}
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if (chunked) {
			for (int size = size(); size > 0; size = size()) {
				read(size, body, pause);
				line();
			}
			line();
		}
		else if (length >= 0) {
			read(length, body, pause);
		}
		else {
			this.last = true;
			this.input.transferTo(body);
		}
		return new Exchange((status / 100 == 2) ? Outcome.OK : Outcome.WRONG_STATUS, status,
				body.toString(StandardCharsets.UTF_8));
	}

	private int size() throws IOException {
		return Integer.parseInt(line(), 16);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.input.read();
		while (next != '\n') {
			if (next < 0) {
				throw new EOFException();
			}
			this.received++;
			line.append((char) next);
			next = this.input.read();
		}
		return line.toString().stripTrailing();
	}

	private void read(long length, OutputStream to, Duration pause) throws IOException {
		byte[] buffer = new byte[PIECE];
		long left = length;
		while (left > 0) {
			sleep(pause);
			int read = this.input.read(buffer, 0, (int) Math.min(left, PIECE));
			if (read < 0) {
				throw new EOFException();
			}
			left -= read;
			this.received += read;
			to.write(buffer, 0, read);
		}
	}

	private static void sleep(Duration time) throws IOException {
		try {
			Thread.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
