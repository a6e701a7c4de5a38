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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that the workers of a listener share, with a place for the state of each, as
 * Apache's scoreboard. It is a file in the private directory, mapped by all of them. A
 * worker that is killed leaves its state behind, until another one needs the place.
 * <p>
 * Thread-safe.
 */
final class Scoreboard implements AutoCloseable {

	static final int PLACES = 256;

	private static final int PLACE_SIZE = 2 * Long.BYTES;

	private static final VarHandle longs = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final ByteBuffer memory;

	private final int place;

	private boolean closed;

	private Scoreboard(ByteBuffer memory, long pid) throws IOException {
		this.memory = memory;
		this.place = take(pid);
	}

	/**
	 * Maps the file, which is created if there is none, and takes a place.
	 * @param file the file
	 * @return the scoreboard
	 * @throws IOException if there is no file to be had, or no place in it
	 */
	static Scoreboard open(Path file) throws IOException {
		// of two that find no file each would wipe out what the other has written; the
		// lock of a file is between processes only
		synchronized (Scoreboard.class) {
			return openAlone(file);
		}
	}

	private static Scoreboard openAlone(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			// a page that is not on the disk yet would be a fault where the disk is full
			for (long end = channel.size(); end < PLACES * PLACE_SIZE; end = channel.size()) {
				channel.write(ByteBuffer.allocate((int) (PLACES * PLACE_SIZE - end)), end);
			}
			return new Scoreboard(channel.map(MapMode.READ_WRITE, 0, PLACES * PLACE_SIZE),
					ProcessHandle.current().pid());
		}
	}

	private int take(long pid) throws IOException {
		for (int place = 0; place < PLACES; place++) {
			long owner = (long) longs.getAcquire(this.memory, owner(place));
			boolean free = owner == 0 || ProcessHandle.of(owner).isEmpty();
			if (free && longs.compareAndSet(this.memory, owner(place), owner, pid)) {
				longs.setRelease(this.memory, state(place), WorkerState.ABSENT);
				return place;
			}
		}
		throw new IOException("No place is free");
	}

	/**
	 * Shows the state of this worker.
	 */
	synchronized void show(long state) {
		if (!this.closed) {
			longs.setRelease(this.memory, state(this.place), state);
		}
	}

	/**
	 * Reads the states of the other workers.
	 * @param states is filled with them; its length is {@link #PLACES}
	 */
	void readOthers(long[] states) {
		for (int place = 0; place < PLACES; place++) {
			states[place] = (place != this.place) ? (long) longs.getAcquire(this.memory, state(place))
					: WorkerState.ABSENT;
		}
	}

	/**
	 * Gives the place back.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			show(WorkerState.ABSENT);
			this.closed = true;
			longs.setRelease(this.memory, owner(this.place), 0L);
		}
	}

	private static int owner(int place) {
		return place * PLACE_SIZE;
	}

	private static int state(int place) {
		return place * PLACE_SIZE + Long.BYTES;
	}

}
