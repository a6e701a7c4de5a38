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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.metrics.KeptCounts.Entry;

/**
 * Families as JSON. An older and a newer version of this library may exchange them.
 */
final class FamilyJson {

	private static final JsonMapper mapper = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final TypeReference<List<Family>> FAMILIES = new TypeReference<>() {
	};

	private FamilyJson() {
	}

	static byte[] write(List<Family> families) {
		return mapper.writerFor(FAMILIES).writeValueAsBytes(families);
	}

	static List<Family> read(byte[] json) throws IOException {
		try {
			return mapper.readValue(json, FAMILIES);
		}
		catch (JacksonException ex) {
			throw new IOException("These are no metrics", ex);
		}
	}

	static byte[] writeEntry(Entry entry) {
		return mapper.writeValueAsBytes(entry);
	}

	static Entry readEntry(byte[] json) throws IOException {
		try {
			return mapper.readValue(json, Entry.class);
		}
		catch (JacksonException ex) {
			throw new IOException("These are no kept counts", ex);
		}
	}

}
