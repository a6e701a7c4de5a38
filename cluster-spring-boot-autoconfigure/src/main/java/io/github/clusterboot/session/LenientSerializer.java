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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Leaves out an attribute that cannot be read, and tells each reason once: while a new
 * version is rolled in, old and new classes read the same sessions. Thread-safe.
 */
final class LenientSerializer extends JdkSerializationRedisSerializer {

	private static final Logger logger = LoggerFactory.getLogger(LenientSerializer.class);

	/**
	 * Enough to see what is wrong, if the reasons differ from session to session.
	 */
	private static final int MAX_REASONS = 20;

	private final Set<String> reasons = ConcurrentHashMap.newKeySet();

	LenientSerializer(@Nullable ClassLoader loader) {
		super(loader);
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) throws SerializationException {
		try {
			return super.deserialize(bytes);
		}
		catch (SerializationException ex) {
			String reason = String.valueOf(ex.getMostSpecificCause());
			if (this.reasons.size() < MAX_REASONS && this.reasons.add(reason)) {
				logger.warn("An attribute of a session cannot be read and is left out: {}", reason);
			}
			return null;
		}
	}

}
