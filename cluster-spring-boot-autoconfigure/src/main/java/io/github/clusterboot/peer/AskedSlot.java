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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.tomcat.WorkerRequest;

/**
 * Whom a request asks for: the slot in its parameter {@code worker}, or in its path.
 */
final class AskedSlot {

	private static final String PARAMETER = "worker";

	/**
	 * Few enough digits for an {@code int}.
	 */
	private static final Pattern SLOT = Pattern.compile("\\d{1,9}");

	private AskedSlot() {
	}

	/**
	 * Everything that a request says about whom it asks for. The parameter is looked for
	 * in the query only: the body is for whoever answers.
	 * @param request the request
	 * @return what was written, nothing if any worker may answer
	 */
	static List<String> of(HttpServletRequest request) {
		List<String> values = new ArrayList<>(inQuery(request.getQueryString()));
		String inPath = WorkerRequest.workerInPath(request);
		if (inPath != null) {
			values.add(inPath);
		}
		return values;
	}

	static List<String> inQuery(@Nullable String query) {
		if (query == null) {
			return List.of();
		}
		List<String> values = new ArrayList<>();
		for (String parameter : query.split("&")) {
			int equals = parameter.indexOf('=');
			String name = (equals < 0) ? parameter : parameter.substring(0, equals);
			if (PARAMETER.equals(decode(name))) {
				String value = (equals < 0) ? "" : parameter.substring(equals + 1);
				values.add(Objects.requireNonNullElse(decode(value), value));
			}
		}
		return values;
	}

	private static @Nullable String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * The slot that is meant.
	 * @param values what was written
	 * @return the slot, or {@code null} if it is not one slot
	 */
	static @Nullable Integer parse(List<String> values) {
		return (values.size() == 1 && SLOT.matcher(values.get(0)).matches()) ? Integer.valueOf(values.get(0)) : null;
	}

}
