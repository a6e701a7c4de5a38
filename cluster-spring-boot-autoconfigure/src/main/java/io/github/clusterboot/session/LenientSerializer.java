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

package io.github.clusterboot.session;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

import io.github.clusterboot.worker.Worker;

/**
 * Leaves an attribute out that cannot be read. While a new version is rolled in, old and
 * new classes read the same sessions; by default each request of a session with one
 * attribute that does not fit would fail for as long as the session lives. Thread-safe.
 */
public final class LenientSerializer implements RedisSerializer<Object> {

	private static final Logger logger = LoggerFactory.getLogger(LenientSerializer.class);

	private final RedisSerializer<Object> serializer;

	private final UnreadableReasons reasons;

	/**
	 * Creates the serializer.
	 * @param serializer does the work
	 * @param worker this process as a worker, if it is one
	 */
	public LenientSerializer(RedisSerializer<Object> serializer, @Nullable Worker worker) {
		this.serializer = serializer;
		this.reasons = new UnreadableReasons(worker);
	}

	@Override
	public byte[] serialize(@Nullable Object value) throws SerializationException {
		return this.serializer.serialize(value);
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) throws SerializationException {
		try {
			return this.serializer.deserialize(bytes);
		}
		catch (SerializationException ex) {
			String reason = String.valueOf(ex.getMostSpecificCause());
			if (this.reasons.isNew(reason)) {
				logger.warn("An attribute of a session cannot be read and is left out: {}", reason);
			}
			return null;
		}
	}

}
