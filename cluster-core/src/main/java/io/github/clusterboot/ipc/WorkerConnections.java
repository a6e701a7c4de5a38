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

import java.util.OptionalInt;

/**
 * What the primary does with the connections that its workers make to it. Called on the
 * thread of the event loop.
 */
public interface WorkerConnections {

	/**
	 * Which worker is this process?
	 * @param pid the id of the process at the other end, as the kernel tells it
	 * @return the worker's id, or empty for a stranger, whose connection is then closed
	 */
	OptionalInt workerOf(long pid);

	/**
	 * A worker has connected to talk. A worker does so once.
	 * @param worker the worker's id
	 * @param channel where to answer
	 * @return {@code false} if the worker is connected already; the new connection is
	 * then closed
	 */
	boolean connected(int worker, MessageChannel channel);

	/**
	 * A worker has said something.
	 * @param worker the worker's id
	 * @param message what it said
	 */
	void received(int worker, Message message);

	/**
	 * The connection on which a worker talked is closed.
	 * @param worker the worker's id
	 */
	void disconnected(int worker);

	/**
	 * A worker wants the handles of a listener.
	 * @param worker the worker's id
	 * @param listener the number that {@link Message.Bound} gave
	 * @param sender where to send the handles
	 */
	void wantsHandles(int worker, int listener, HandleSender sender);

}
