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

/**
 * What a worker answers when another worker of the cluster asks. Beans of this type are
 * found by themselves. Must be thread-safe.
 */
public interface PeerResource {

	/**
	 * Below this path a private door answers for other workers, and for nobody else.
	 */
	String PATH = "/cluster-peer/";

	/**
	 * The name by which it is asked for.
	 * @return lower-case letters, digits and hyphens
	 */
	String name();

	/**
	 * Answers.
	 * @param query what is asked, may be empty
	 * @return the answer
	 * @throws IOException if there is none
	 */
	byte[] answer(String query) throws IOException;

}
