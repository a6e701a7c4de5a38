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

package io.github.clusterboot.sample;

import java.io.Serializable;
import java.time.Instant;

/**
 * What a session knows of its visitor. It is kept in Redis, where it outlives this worker
 * and, in a rolling reload, is read by the version before this one and the one after it.
 * So fields may be added, which are {@code null} or 0 where they were not written, and
 * the {@code serialVersionUID} is given and not computed from the code. Immutable: what
 * is changed without being set as an attribute again would not reach Redis.
 */
final class Visitor implements Serializable {

	private static final long serialVersionUID = 1L;

	private final Instant since;

	private final int visits;

	private Visitor(Instant since, int visits) {
		this.since = since;
		this.visits = visits;
	}

	static Visitor first(Instant now) {
		return new Visitor(now, 1);
	}

	Visitor again() {
		return new Visitor(this.since, this.visits + 1);
	}

	Instant since() {
		return this.since;
	}

	int visits() {
		return this.visits;
	}

}
