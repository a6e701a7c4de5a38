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

package io.github.clusterboot.jetty;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.eclipse.jetty.io.EndPoint;

/**
 * The requests of one connector.
 */
final class Exchanges {

	private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();

	/**
	 * The end points of these, with their number.
	 */
	private final Map<EndPoint, Integer> busy = new ConcurrentHashMap<>();

	private final LongAdder ended = new LongAdder();

	void begin(Exchange exchange) {
		this.busy.merge(exchange.endPoint(), 1, Integer::sum);
		this.underWay.add(exchange);
	}

	void end(Exchange exchange) {
		this.underWay.remove(exchange);
		this.busy.computeIfPresent(exchange.endPoint(), (endPoint, count) -> (count > 1) ? count - 1 : null);
		this.ended.increment();
	}

	boolean isBusy(EndPoint endPoint) {
		return this.busy.containsKey(endPoint);
	}

	long ended() {
		return this.ended.sum();
	}

	Duration oldest() {
		return this.underWay.stream().map(Exchange::age).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	void giveUp() {
		this.underWay.forEach(Exchange::giveUp);
	}

}
