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

import io.netty.util.AttributeKey;

/**
 * What {@link WorkerRequest} knows of a request, where Netty's channel carries it, as
 * Reactor Netty has no attributes of a request that applications could not set. They are
 * those of the request that the channel serves now: of an HTTP/2 connection, each stream
 * has a channel of its own.
 */
public final class ChannelMarks {

	/**
	 * Whether another worker has forwarded the request to this one; {@code null} if not.
	 */
	public static final AttributeKey<Boolean> FORWARDED = AttributeKey.valueOf(WorkerRequest.FORWARDED);

	/**
	 * What the path named in the place of a slot; {@code null} if it named none.
	 */
	public static final AttributeKey<String> WORKER_IN_PATH = AttributeKey.valueOf(WorkerRequest.WORKER_IN_PATH);

	private ChannelMarks() {
	}

}
