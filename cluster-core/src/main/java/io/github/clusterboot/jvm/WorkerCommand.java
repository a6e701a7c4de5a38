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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What workers run, and how they are started. Thread-safe: all that may ask the file
 * system is called off the thread that supervises, which itself asks
 * {@link #isRenewalDue} only.
 */
public interface WorkerCommand {

	/**
	 * Makes a copy of what is to be run now, for the workers of a generation: what is on
	 * disk may change while they run it.
	 * @param generation the generation
	 * @param directory where the copy can be kept
	 * @throws IOException if there is nothing fit to be run, or no room
	 */
	void prepare(int generation, Path directory) throws IOException;

	/**
	 * Removes the copies of generations.
	 * @param gone those that are not in use any more
	 */
	void discard(Set<Integer> gone);

	/**
	 * The process of a worker: its command line, directory and environment.
	 * @param id the worker's id
	 * @param slot the worker's slot
	 * @param generation the worker's generation
	 * @param privateDirectory where the primary's sockets are
	 * @return the process, to be started
	 * @throws IOException if it has no directory
	 */
	ProcessBuilder process(int id, int slot, int generation, Path privateDirectory) throws IOException;

	/**
	 * Tells that a worker accepts connections.
	 * @param id the worker's id
	 */
	default void listening(int id) {
	}

	/**
	 * Whether a worker has recorded its classes, which it writes when it ends.
	 * @param id the worker's id
	 * @return whether it does
	 */
	default boolean isRenewalDue(int id) {
		return false;
	}

	/**
	 * Tells that a worker has ended.
	 * @param id the worker's id
	 * @param code its exit code
	 * @return whether it was started in a way that may be the cause, and in which none is
	 * started from now on
	 */
	default boolean exited(int id, int code) {
		return false;
	}

	/**
	 * Ends what is done in the background, and removes all copies.
	 */
	default void close() {
	}

}
