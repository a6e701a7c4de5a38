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

import java.util.List;

import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.peer.PeerResource;

/**
 * What the {@code metrics} endpoint of this worker says of a metric and tags, a line
 * each, or, if none is named, the names of all metrics.
 *
 * @param endpoint the endpoint of this worker
 */
record MetricsResource(MetricsEndpoint endpoint) implements PeerResource {

	static final String NAME = "metrics";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public byte[] answer(String query) {
		if (query.isEmpty()) {
			return JsonMapper.shared().writeValueAsBytes(this.endpoint.listNames().getNames());
		}
		List<String> lines = List.of(query.split("\n"));
		return JsonMapper.shared()
			.writeValueAsBytes(this.endpoint.metric(lines.get(0), lines.subList(1, lines.size())));
	}

}
