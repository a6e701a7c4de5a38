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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which workers accept from a socket that they share: who has more
 * connections lets others come first. The kernel alone gives most of the connections that
 * come at once to whoever has the processor, and connections drift to the worker that
 * ends them sooner.
 * <p>
 * The workers see each other's number of connections in a page of shared memory, a file
 * in the private directory, as in Apache's scoreboard. Nobody is waited for longer than
 * some milliseconds while a client waits, and who lets {@value #MAX_MISSED} waits pass by
 * is not waited for until its number has changed: it may be dead, stopped or without a
 * processor.
 * <p>
 * One thread may accept; the rest is thread-safe.
 */
final class AcceptOrder {

	/**
	 * Workers whose ids are this far apart would not see each other.
	 */
	static final int PLACES = 256;

	/**
	 * For each connection that this worker accepts, where the other one has half as many
	 * or more; where it has fewer, up to {@link #MOST_UNEVEN} times as long.
	 */
	static final long MAX_WAIT_NANOS = 5_000_000;

	static final int MOST_UNEVEN = 4;

	static final int MAX_MISSED = 5;

	/**
	 * Another worker accepts within microseconds if it has a processor. Where it does
	 * not, looking costs what it may need.
	 */
	private static final long LOOK_NANOS = 100_000;

	/**
	 * How long nobody notices that it is this worker's turn while no client comes.
	 */
	private static final long CLIENT_WAIT_MILLIS = 10;

	/**
	 * Shown instead of a number of connections, which are counted from 1 therefore.
	 */
	private static final int ABSENT = 0;

	private static final VarHandle ints = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

	private static final Logger logger = LoggerFactory.getLogger(AcceptOrder.class);

	private final ByteBuffer memory;

	private final int place;

	private final ManagedServer server;

	private final LongSupplier nanoTime;

	/**
	 * What others showed when they were looked at last. Of the thread that accepts.
	 */
	private final int[] seen = new int[PLACES];

	private final int[] missed = new int[PLACES];

	/**
	 * Joins the order. A worker that cannot see the others never waits for them.
	 * @param file where the workers of the listener see each other
	 * @param worker the id of this worker
	 * @param server knows the connections of this worker
	 * @param nanoTime a clock that only ever goes forward
	 */
	AcceptOrder(Path file, int worker, ManagedServer server, LongSupplier nanoTime) {
		this.memory = map(file);
		this.place = worker % PLACES;
		this.server = server;
		this.nanoTime = nanoTime;
	}

	private static ByteBuffer map(Path file) {
		int size = PLACES * Integer.BYTES;
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			// else the first look would be a fault where the disk is full
			channel.write(ByteBuffer.allocate(1), size);
			return channel.map(MapMode.READ_WRITE, 0, size);
		}
		catch (IOException ex) {
			logger.warn("The workers cannot see each other's number of connections, so that these may be less even: {}",
					ex.toString());
			return ByteBuffer.allocateDirect(size);
		}
	}

	/**
	 * Waits while others are to come first.
	 * @param open whether this worker still is to accept
	 * @param client waits so many milliseconds for a client, and tells whether there is
	 * one
	 */
	void awaitTurn(BooleanSupplier open, LongPredicate client) {
		show(this.server.connections());
		boolean clientWaits = false;
		long clientSince = 0;
		while (open.getAsBoolean() && !Thread.currentThread().isInterrupted()
				&& isOthersTurn(this.server.connections(), clientWaits ? this.nanoTime.getAsLong() - clientSince : 0)) {
			if (clientWaits) {
				LockSupport.parkNanos(LOOK_NANOS);
			}
			// not in accept(), where the kernel might give it the next one
			boolean waits = client.test(clientWaits ? 0 : CLIENT_WAIT_MILLIS);
			clientSince = clientWaits ? clientSince : this.nanoTime.getAsLong();
			clientWaits = waits;
		}
	}

	/**
	 * Decides whether to leave it to others to accept, for a moment more.
	 * @param connections how many connections this worker has
	 * @param waited how long somebody has waited to be accepted, in nanoseconds
	 */
	boolean isOthersTurn(int connections, long waited) {
		int fewest = Integer.MAX_VALUE;
		for (int i = 0; i < PLACES; i++) {
			int shown = (i != this.place) ? (int) ints.getAcquire(this.memory, i * Integer.BYTES) : ABSENT;
			if (shown != this.seen[i]) {
				this.seen[i] = shown;
				this.missed[i] = 0;
			}
			if (this.missed[i] < MAX_MISSED && hasFewer(shown, connections)) {
				fewest = Math.min(fewest, shown);
			}
		}
		if (fewest == Integer.MAX_VALUE) {
			return false;
		}
		if (waited < MAX_WAIT_NANOS * Math.max(1, Math.min(MOST_UNEVEN, connections / fewest))) {
			return true;
		}
		for (int i = 0; i < PLACES; i++) {
			this.missed[i] += hasFewer(this.seen[i], connections) ? 1 : 0;
		}
		return false;
	}

	/**
	 * Where connections come and go all the time, small differences are not worth a wait:
	 * one, and a tenth.
	 */
	private static boolean hasFewer(int shown, int connections) {
		return shown != ABSENT && shown + connections / 10 < connections;
	}

	/**
	 * This worker has accepted a connection, which its server does not count yet.
	 */
	void accepted() {
		show(this.server.connections() + 1);
	}

	/**
	 * A connection of this worker has ended, which its server still counts.
	 */
	void ended() {
		show(this.server.connections() - 1);
	}

	/**
	 * This worker accepts no more.
	 */
	void leave() {
		ints.setRelease(this.memory, this.place * Integer.BYTES, ABSENT);
	}

	private void show(int connections) {
		ints.setRelease(this.memory, this.place * Integer.BYTES, 1 + Math.max(0, connections));
	}

}
