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

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A reload has begun or ended.
 */
public final class ReloadEvent extends ClusterEvent {

	@Serial
	private static final long serialVersionUID = 1;

	private final State state;

	private final int generation;

	private final @Nullable String message;

	/**
	 * Creates the event.
	 * @param cluster the cluster
	 * @param state what became of the reload
	 * @param generation the generation that it rolls in
	 * @param message why it has failed, or {@code null}
	 */
	public ReloadEvent(Cluster cluster, State state, int generation, @Nullable String message) {
		super(cluster);
		this.state = state;
		this.generation = generation;
		this.message = message;
	}

	/**
	 * What became of the reload.
	 * @return the state
	 */
	public State getState() {
		return this.state;
	}

	/**
	 * The generation that the reload rolls in.
	 * @return the generation, at least 2
	 */
	public int getGeneration() {
		return this.generation;
	}

	/**
	 * Why the reload has failed.
	 * @return the reason, or {@code null} if it has not
	 */
	public @Nullable String getMessage() {
		return this.message;
	}

	@Override
	public String toString() {
		return "ReloadEvent[%s, generation=%d, message=%s]".formatted(this.state, this.generation, this.message);
	}

	/**
	 * What became of a reload.
	 */
	public enum State {

		/**
		 * It has begun.
		 */
		BEGUN,

		/**
		 * All workers are of the new generation.
		 */
		SUCCEEDED,

		/**
		 * It has ended before, and the remaining old workers go on.
		 */
		FAILED

	}

}
