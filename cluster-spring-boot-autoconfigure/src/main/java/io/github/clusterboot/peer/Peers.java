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
public interface Peers {

	/**
	 * Asks every other worker that has come up, at the same time (also those being
	 * drained).
	 * @param resource the {@linkplain PeerResource#name() name} of what is asked for
	 * @param query what is asked, may be empty
	 * @param timeout how long to wait for all of them together
	 * @return one answer for each, in the order of their slots and ids; never fails as a
	 * whole because of one of them
	 * @throws IOException if it is not known who the others are (the primary does not
	 * answer)
	 */
	List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException;

}
