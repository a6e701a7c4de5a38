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

package io.github.clusterboot.messaging;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.ClusterException;

/**
 * Messages as JSON of the application's own mapper, or of Jackson's where it has none.
 */
record Json(ObjectProvider<JsonMapper> mappers) {

	String write(@Nullable Object value) {
		try {
			return mapper().writeValueAsString(value);
		}
		catch (JacksonException ex) {
			throw new ClusterException("cannot be written as JSON: " + ex.getMessage(), ex);
		}
	}

	<T> T read(String text, Type type) {
		try {
			JsonMapper mapper = mapper();
			return mapper.readValue(text, mapper.constructType(type));
		}
		catch (JacksonException ex) {
			throw new ClusterException("cannot be read as %s: %s".formatted(type.getTypeName(), ex.getMessage()), ex);
		}
	}

	private JsonMapper mapper() {
		return this.mappers.getIfUnique(JsonMapper::shared);
	}

}
