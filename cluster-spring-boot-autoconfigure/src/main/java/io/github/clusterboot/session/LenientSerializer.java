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
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Leaves out an attribute that cannot be read: while a new version is rolled in, old and
 * new classes read the same sessions. Thread-safe.
 */
final class LenientSerializer extends JdkSerializationRedisSerializer {

	private final UnreadableSessions sessions;

	LenientSerializer(@Nullable ClassLoader loader, UnreadableSessions sessions) {
		super(loader);
		this.sessions = sessions;
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) throws SerializationException {
		try {
			return super.deserialize(bytes);
		}
		catch (SerializationException ex) {
			this.sessions.warn("An attribute of a session cannot be read and is left out",
					String.valueOf(ex.getMostSpecificCause()));
			return null;
		}
	}

}
