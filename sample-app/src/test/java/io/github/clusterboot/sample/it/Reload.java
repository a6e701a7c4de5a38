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

import java.util.regex.MatchResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reload that has ended, as the log tells.
 *
 * @param generation the generation
 * @param failure why it failed, or an empty string if it did not
 */
record Reload(int generation, String failure) {

	static final String BEGINS = "Reload to generation (\\d+) begins";

	static final String SUCCEEDED = "Reload to generation (\\d+) succeeded()$";

	static final String FAILED = "Reload to generation (\\d+) failed: (.*)";

	static final String ENDED = "Reload to generation (\\d+) (?:succeeded|failed: )(.*)";

	static Reload of(MatchResult ended) {
		return new Reload(Integer.parseInt(ended.group(1)), ended.group(2));
	}

	void expectSuccess() {
		assertThat(this.failure).as(toString()).isEmpty();
	}

}
