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

package io.github.clusterboot;

/**
 * A worker of the cluster.
 *
 * @param id its number: the first worker is 1, and a number is never used again while the
 * primary lives
 * @param slot its place in the cluster, counted from 0: a replacement has the slot of the
 * worker that it replaces
 * @param pid its process id, or 0 while it is being forked
 * @param generation which reload has started it; 1 is the launch
 * @param state how far it is
 * @param leader whether it is the leader, or was until now and has not finished what only
 * the leader runs
 */
public record ClusterWorker(int id, int slot, long pid, int generation, State state, boolean leader) {

	/**
	 * How far a worker is.
	 */
	public enum State {

		/**
		 * It was forked.
		 */
		STARTING,

		/**
		 * It talks to the primary and takes no connections: it starts, stands by, or
		 * refuses traffic.
		 */
		ONLINE,

		/**
		 * It takes connections.
		 */
		LISTENING,

		/**
		 * It takes no more connections and is about to exit.
		 */
		DRAINING

	}

}
