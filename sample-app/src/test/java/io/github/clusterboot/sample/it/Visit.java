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

package io.github.clusterboot.sample.it;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A visit that was counted.
 *
 * @param visits the count of the session, this one included
 * @param session the beginning of the session's id
 * @param user who is logged in, or {@code null}
 * @param worker the id of the worker that counted it
 */
record Visit(int visits, String session, @Nullable String user, int worker) {

	static Visit of(Exchange exchange) {
		if (!exchange.isOk()) {
			throw new AssertionError("Not counted: " + exchange);
		}
		JsonNode json = exchange.json();
		JsonNode user = json.required("user");
		return new Visit(json.required("visits").asInt(), json.required("session").asString(),
				user.isNull() ? null : user.asString(), json.required("worker").asInt());
	}

}
