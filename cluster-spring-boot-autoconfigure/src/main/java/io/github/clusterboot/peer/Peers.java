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

package io.github.clusterboot.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The other workers of the cluster, of whom this worker can ask things. Thread-safe.
 */
@FunctionalInterface
public interface Peers {

	/**
	 * Asks the worker that serves each slot, this one apart, all at the same time. One
	 * that has taken over the slot of this worker is among them.
	 * @param resource the {@linkplain PeerResource#name() name} of what is asked for
	 * @param query what is asked, may be empty
	 * @param timeout how long to wait for all of them together
	 * @return one answer for each
	 * @throws IOException if the primary does not say who the others are
	 */
	List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException;

}
