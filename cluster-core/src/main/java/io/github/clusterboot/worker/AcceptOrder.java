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
 * is not waited for until it has accepted again: it may be dead, stopped or without a
 * processor.
 * <p>
 * One thread may accept; the rest is thread-safe.
 */
final class AcceptOrder {

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
	private static final long FIRST_LOOK_NANOS = 50_000;

	private static final long LAST_LOOK_NANOS = 1_000_000;

	/**
	 * How long nobody notices that it is this worker's turn while no client comes.
	 */
	private static final long CLIENT_WAIT_MILLIS = 10;

	/**
	 * The owner's process id, then its state.
	 */
	private static final int PLACE_SIZE = 2 * Long.BYTES;

	private static final int SIZE = PLACES * PLACE_SIZE;

	private static final long ABSENT = 0;

	private static final VarHandle longs = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final Logger logger = LoggerFactory.getLogger(AcceptOrder.class);

	private ByteBuffer memory;

	private final int place;

	private final ManagedServer server;

	private final LongSupplier nanoTime;

	private final int[] seen = new int[PLACES];

	private final int[] missed = new int[PLACES];

	/**
	 * Only the thread that accepts looks at it.
	 */
	private final long[] states = new long[PLACES];

	/**
	 * Begins above the zero of a worker that is absent.
	 */
	private int accepted = 1;

	private int uncounted;

	private AcceptOrder(ByteBuffer memory, ManagedServer server, LongSupplier nanoTime) {
		this.memory = memory;
		this.server = server;
		this.nanoTime = nanoTime;
		this.place = takePlace(memory);
	}

	/**
	 * Joins the order. A worker that cannot see the others never waits for them.
	 * @param file where the workers of the listener see each other
	 * @param server knows the connections of this worker
	 * @param nanoTime a clock that only ever goes forward
	 */
	static AcceptOrder of(Path file, ManagedServer server, LongSupplier nanoTime) {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			// else the first look would be a fault where the disk is full
			channel.write(ByteBuffer.allocate(1), SIZE - 1);
			return new AcceptOrder(channel.map(MapMode.READ_WRITE, 0, SIZE), server, nanoTime);
		}
		catch (IOException | IllegalStateException ex) {
			logger.warn("The workers cannot see each other's number of connections, so that these may be less even: {}",
					ex.toString());
			return new AcceptOrder(ByteBuffer.allocateDirect(SIZE), server, nanoTime);
		}
	}

	private static int takePlace(ByteBuffer memory) {
		for (int place = 0; place < PLACES; place++) {
			long owner = (long) longs.getAcquire(memory, place * PLACE_SIZE);
			if ((owner == 0 || ProcessHandle.of(owner).isEmpty())
					&& longs.compareAndSet(memory, place * PLACE_SIZE, owner, ProcessHandle.current().pid())) {
				longs.setRelease(memory, place * PLACE_SIZE + Long.BYTES, ABSENT);
				return place;
			}
		}
		throw new IllegalStateException("No place is free");
	}

	/**
	 * Waits while others are to come first.
	 * @param open whether this worker still is to accept
	 * @param client waits so many milliseconds for a client, and tells whether there is
	 * one
	 */
	void awaitTurn(BooleanSupplier open, LongPredicate client) {
		arrive();
		boolean clientWaits = false;
		long clientSince = 0;
		long look = FIRST_LOOK_NANOS;
		while (open.getAsBoolean() && !Thread.currentThread().isInterrupted() && isOthersTurn(this.server.connections(),
				others(), clientWaits ? this.nanoTime.getAsLong() - clientSince : 0)) {
			if (clientWaits) {
				LockSupport.parkNanos(look);
				look = Math.min(2 * look, LAST_LOOK_NANOS);
			}
			else {
				look = FIRST_LOOK_NANOS;
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
	 * @param others the states of all, its own one as absent
	 * @param waited how long somebody has waited to be accepted, in nanoseconds
	 */
	boolean isOthersTurn(int connections, long[] others, long waited) {
		int fewest = Integer.MAX_VALUE;
		for (int i = 0; i < others.length; i++) {
			if ((int) (others[i] >>> Integer.SIZE) != this.seen[i]) {
				this.seen[i] = (int) (others[i] >>> Integer.SIZE);
				this.missed[i] = 0;
			}
			if (this.missed[i] < MAX_MISSED && hasFewer(others[i], connections)) {
				fewest = Math.min(fewest, (int) others[i]);
			}
		}
		if (fewest == Integer.MAX_VALUE) {
			return false;
		}
		if (waited < MAX_WAIT_NANOS * Math.max(1, Math.min(MOST_UNEVEN, connections / fewest))) {
			return true;
		}
		for (int i = 0; i < others.length; i++) {
			this.missed[i] += hasFewer(others[i], connections) ? 1 : 0;
		}
		return false;
	}

	/**
	 * Where connections come and go all the time, small differences are not worth a wait:
	 * one, and a tenth.
	 */
	private static boolean hasFewer(long other, int connections) {
		return other != ABSENT && (int) other + connections / 10 < connections;
	}

	private synchronized long[] others() {
		for (int i = 0; i < PLACES; i++) {
			this.states[i] = (i != this.place) ? (long) longs.getAcquire(this.memory, i * PLACE_SIZE + Long.BYTES)
					: ABSENT;
		}
		return this.states;
	}

	private synchronized void arrive() {
		this.uncounted = 0;
		show(this.server.connections());
	}

	/**
	 * This worker has accepted a connection, which its server does not count yet.
	 */
	synchronized void accepted() {
		this.accepted++;
		this.uncounted = 1;
		show(this.server.connections() + 1);
	}

	/**
	 * A connection of this worker has ended, which its server still counts.
	 */
	synchronized void ended() {
		show(this.server.connections() + this.uncounted - 1);
	}

	/**
	 * This worker accepts no more, and gives its place back.
	 */
	synchronized void close() {
		longs.setRelease(this.memory, this.place * PLACE_SIZE + Long.BYTES, ABSENT);
		longs.setRelease(this.memory, this.place * PLACE_SIZE, 0L);
		this.memory = ByteBuffer.allocateDirect(SIZE);
	}

	private void show(int connections) {
		longs.setRelease(this.memory, this.place * PLACE_SIZE + Long.BYTES,
				state(this.accepted, Math.max(0, connections)));
	}

	/**
	 * What a worker shows: in one number, so that it is written and read at once. The
	 * lower half is never 0.
	 */
	static long state(int accepted, int connections) {
		return ((long) accepted << Integer.SIZE) | (connections + 1);
	}

}
