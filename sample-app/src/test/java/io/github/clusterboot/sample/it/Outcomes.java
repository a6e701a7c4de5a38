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

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the outcomes of many requests.
 */
final class Outcomes {

	private final List<Exchange> exchanges = new ArrayList<>();

	synchronized void add(Exchange exchange) {
		this.exchanges.add(exchange);
	}

	synchronized int total() {
		return this.exchanges.size();
	}

	synchronized List<Exchange> exchanges() {
		return List.copyOf(this.exchanges);
	}

	int of(Outcome outcome) {
		return counts().getOrDefault(outcome, 0);
	}

	int failed() {
		return total() - of(Outcome.OK);
	}

	private synchronized Map<Outcome, Integer> counts() {
		Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
		this.exchanges.forEach((exchange) -> counts.merge(exchange.outcome(), 1, Integer::sum));
		return counts;
	}

	@Override
	public String toString() {
		return "Outcomes " + counts();
	}

}
