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

package io.github.clusterboot.fleet;

import java.time.Duration;
import java.util.Set;

/**
 * What is to be done next. What comes of it is told to the {@link Fleet} later, as an
 * event.
 */
public sealed interface Action {

	/**
	 * Fork a worker; it is forked or not forked then.
	 *
	 * @param id its id
	 * @param slot the index of its slot
	 * @param generation what it is to run
	 */
	record Fork(int id, int slot, int generation) implements Action {
	}

	/**
	 * Tell a worker that stands by to take connections.
	 *
	 * @param id its id
	 * @param readiness the number under which it said that it is ready
	 */
	record OpenGate(int id, int readiness) implements Action {
	}

	/**
	 * Tell a worker that it is the leader.
	 *
	 * @param id its id
	 */
	record Lead(int id) implements Action {
	}

	/**
	 * Tell a worker that it is no leader any more; it has stopped leading then.
	 *
	 * @param id its id
	 */
	record StopLeading(int id) implements Action {
	}

	/**
	 * Ask a worker to drain and exit.
	 *
	 * @param id its id
	 * @param timeout how long that may take
	 */
	record Drain(int id, Duration timeout) implements Action {
	}

	/**
	 * Send a worker SIGTERM.
	 *
	 * @param id its id
	 */
	record Terminate(int id) implements Action {
	}

	/**
	 * Send a worker SIGKILL.
	 *
	 * @param id its id
	 */
	record Kill(int id) implements Action {
	}

	/**
	 * Have a worker write the stacks of its threads.
	 *
	 * @param id its id
	 */
	record DumpThreads(int id) implements Action {
	}

	/**
	 * Copy what is to be run now; the generation is prepared or not prepared then.
	 *
	 * @param generation the generation
	 */
	record PrepareGeneration(int generation) implements Action {
	}

	/**
	 * Remove the copies of generations. It may be done late, so that it says what goes
	 * and not what stays.
	 *
	 * @param gone those that no worker runs or is going to run
	 */
	record DiscardGenerations(Set<Integer> gone) implements Action {
	}

	/**
	 * Close the listening sockets: nobody is going to serve their clients.
	 */
	record CloseListeners() implements Action {
	}

	/**
	 * Everything has ended, the primary too is to exit.
	 *
	 * @param code its exit code
	 */
	record End(int code) implements Action {
	}

}
