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

package io.github.clusterboot.primary;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

import io.netty.channel.EventLoopGroup;

import io.github.clusterboot.ipc.LockMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.primary.Locks.Owner;

/**
 * Gives workers the locks that they want, on the event loop.
 */
final class LockDesk {

	private final EventLoopGroup eventLoop;

	private final IntPredicate alive;

	private final Locks locks;

	/**
	 * Creates the desk.
	 * @param alive whether a worker's process may run; one that does not is told to
	 * {@link #gone} after this has changed
	 * @param workers tells a worker something
	 */
	LockDesk(EventLoopGroup eventLoop, IntPredicate alive, BiConsumer<Integer, Message> workers) {
		this.eventLoop = eventLoop;
		this.alive = alive;
		this.locks = new Locks(
				(owner, outcome) -> workers.accept(owner.worker(), new LockMessage.Answer(owner.request(), outcome)));
	}

	/**
	 * What a worker has said before its death may be read after it.
	 */
	void wanted(int worker, LockMessage.Wanted wanted) {
		if (this.alive.test(worker)) {
			this.locks.acquire(wanted.name(), new Owner(worker, wanted.request()), wanted.patient());
		}
	}

	void released(int worker, LockMessage.Released released) {
		Owner owner = new Owner(worker, released.request());
		if (released.keepMillis() > 0 && this.locks.keep(released.name(), owner)) {
			this.eventLoop.schedule(() -> this.locks.release(released.name(), owner), released.keepMillis(),
					TimeUnit.MILLISECONDS);
		}
		else {
			this.locks.release(released.name(), owner);
		}
	}

	/**
	 * The process of a worker has ended. Called on any thread.
	 */
	void gone(int worker) {
		NativeTransport.execute(this.eventLoop, () -> this.locks.gone(worker));
	}

}
