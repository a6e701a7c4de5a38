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

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request's outcome and its answer.
 *
 * @param outcome the outcome
 * @param status the answer's status, or 0
 * @param head the lines before the body, or an empty string where nobody looks at them
 * @param body the answer's body, as far as it came
 */
record Exchange(Outcome outcome, int status, String head, String body) {

	Exchange(Outcome outcome, int status, String body) {
		this(outcome, status, "", body);
	}

	static Exchange failed(Outcome outcome) {
		return new Exchange(outcome, 0, "");
	}

	boolean isOk() {
		return this.outcome == Outcome.OK;
	}

	JsonNode json() {
		return JsonMapper.shared().readTree(this.body);
	}

	/**
	 * The process that has answered.
	 * @return the {@code pid} in the body
	 */
	long pid() {
		return json().required("pid").asLong();
	}

}
