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

package io.github.clusterboot.netty;

import io.github.clusterboot.boot.ExplainedException;

/**
 * Thrown for a server on Netty whose port the workers cannot share.
 */
final class UnsharedServerException extends ExplainedException {

	UnsharedServerException(String what) {
		super("The server on Netty has %s, which the workers cannot share: they share TCP ports, and take connections on event loops of NIO."
			.formatted(what),
				"Leave the event loops and the address of the server to Spring Boot, or set 'cluster.enabled' to 'false'.");
	}

}
