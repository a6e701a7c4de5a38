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
import java.nio.ByteBuffer;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A worker's end of a connection that carries the handles of a listener. One thread
 * receives and acknowledges, and waits in the system call meanwhile: an event loop in
 * between would cost two switches of threads for each handle. Any thread may end it.
 */
public final class HandleLine {

	private final Socket socket;

	private final ByteBuffer acknowledgement = ByteBuffer.allocateDirect(1);

	private HandleLine(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Connects to the primary, without waiting for it.
	 * @param directory where the primary's sockets are
	 * @param listener the number that {@link Message.Bound} gave
	 * @return the connection
	 * @throws IOException if the primary cannot be reached now
	 */
	public static HandleLine open(PrivateDirectory directory, int listener) throws IOException {
		HandleLine line = new HandleLine(Socket.newSocketDomain());
		try {
			line.socket.connect(new DomainSocketAddress(directory.handles().toFile()));
			line.write(ByteBuffer.allocateDirect(Integer.BYTES).putInt(0, listener));
			return line;
		}
		catch (IOException | RuntimeException ex) {
			line.close();
			throw ex;
		}
	}

	/**
	 * The descriptor, which does not block until somebody says so.
	 * @return the number of the socket's descriptor
	 */
	public int descriptor() {
		return this.socket.intValue();
	}

	/**
	 * Waits for the next handle if the descriptor blocks.
	 * @return the handle, which is the caller's to close, or {@code null} at the end of
	 * the connection
	 * @throws IOException if the operating system fails
	 */
	public @Nullable FileDescriptor receive() throws IOException {
		int handle = this.socket.recvFd();
		return (handle > 0) ? new FileDescriptor(handle) : null;
	}

	/**
	 * Tells the primary that a handle was taken. When this returns the kernel has it: the
	 * primary will read it even if this process dies now.
	 * @throws IOException if the primary cannot be told
	 */
	public void acknowledge() throws IOException {
		write(this.acknowledgement);
	}

	private void write(ByteBuffer bytes) throws IOException {
		if (this.socket.write(bytes, 0, bytes.capacity()) != bytes.capacity()) {
			throw new IOException("The primary does not read");
		}
	}

	/**
	 * Ends the connection, and so lets go the thread that receives. The descriptor stays
	 * open, as another one could get its number while that thread still uses it.
	 */
	public void end() {
		try {
			this.socket.shutdown();
		}
		catch (IOException | RuntimeException ex) {
			// the primary has ended it
		}
	}

	/**
	 * Closes the descriptor, when no thread uses it any more.
	 */
	public void close() {
		NativeTransport.close(this.socket);
	}

}
