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

package io.github.clusterboot.boot;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client that speaks HTTP/2 without TLS frame by frame, so that a test decides what it
 * sends when. It never answers a PING, for which Tomcat takes it to be infinitely near.
 */
public final class Http2Client implements Closeable {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int GOAWAY = 7;

	private static final int SETTINGS = 4;

	private static final int END_STREAM = 0x1;

	private static final int ACK = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/**
	 * In HPACK: {@code :method POST, :scheme http, :authority localhost}.
	 */
	private static final byte[] POST = "\u0083\u0086\u0001\u0009localhost".getBytes(StandardCharsets.ISO_8859_1);

	/**
	 * In HPACK: {@code :path}, literally.
	 */
	private static final int PATH = 0x4;

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	public Http2Client(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	/**
	 * Creates a client.
	 * @param socket is connected, and has sent nothing
	 */
	public Http2Client(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(15_000);
		this.socket.setTcpNoDelay(true);
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out = new DataOutputStream(this.socket.getOutputStream());
		this.out.write(PREFACE);
		send(SETTINGS, 0, 0);
	}

	/**
	 * Sends a request with a body of one byte.
	 */
	public void post(int stream, String path) throws IOException {
		byte[] literal = path.getBytes(StandardCharsets.US_ASCII);
		byte[] headers = new byte[POST.length + 2 + literal.length];
		System.arraycopy(POST, 0, headers, 0, POST.length);
		headers[POST.length] = PATH;
		headers[POST.length + 1] = (byte) literal.length;
		System.arraycopy(literal, 0, headers, POST.length + 2, literal.length);
		send(HEADERS, END_HEADERS, stream, headers);
		send(DATA, END_STREAM, stream, (byte) 'x');
	}

	private void send(int type, int flags, int stream, byte... payload) throws IOException {
		this.out.writeByte(0);
		this.out.writeShort(payload.length);
		this.out.writeByte(type);
		this.out.writeByte(flags);
		this.out.writeInt(stream);
		this.out.write(payload);
	}

	/**
	 * Waits for the answer to a request.
	 * @return its body, which comes in one frame
	 */
	public String answer(int stream) throws IOException {
		Frame frame = await(DATA);
		while (frame.stream() != stream || frame.payload().length == 0) {
			frame = await(DATA);
		}
		return new String(frame.payload(), StandardCharsets.US_ASCII);
	}

	/**
	 * Waits for the server to say that it will serve no stream with a higher number.
	 * @return the number
	 */
	public int goAway() throws IOException {
		return ByteBuffer.wrap(await(GOAWAY).payload()).getInt();
	}

	private Frame await(int type) throws IOException {
		Frame frame = read();
		while (frame.type() != type) {
			frame = read();
		}
		return frame;
	}

	private Frame read() throws IOException {
		int length = this.in.readUnsignedByte() << 16 | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		byte[] payload = this.in.readNBytes(length);
		if (type == SETTINGS && (flags & ACK) == 0) {
			send(SETTINGS, ACK, 0);
		}
		return new Frame(type, flags, stream, payload);
	}

	/**
	 * Waits for the server to end a response.
	 */
	public void awaitEnd(int stream) throws IOException {
		Frame frame = await(DATA);
		while (frame.stream() != stream || (frame.flags() & END_STREAM) == 0) {
			frame = await(DATA);
		}
	}

	/**
	 * Reads until the server closes the connection.
	 */
	public void awaitEnd() throws IOException {
		this.in.transferTo(OutputStream.nullOutputStream());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private record Frame(int type, int flags, int stream, byte[] payload) {

	}

}
