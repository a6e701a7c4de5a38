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
 * What the {@code metrics} endpoint of this worker says.
 */
final class MetricsResource implements PeerResource {

	static final String NAME = "metrics";

	private static final JsonMapper mapper = JsonMapper.shared();

	private final MetricsEndpoint endpoint;

	MetricsResource(MetricsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * A query for a metric. The empty one is for the names of all.
	 * @param tags the tags, each as {@code key:value}
	 */
	static String query(String metric, List<String> tags) {
		return mapper.writeValueAsString(new Question(metric, tags));
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public byte[] answer(String query) {
		if (query.isEmpty()) {
			return mapper.writeValueAsBytes(this.endpoint.listNames().getNames());
		}
		Question question = mapper.readValue(query, Question.class);
		return mapper.writeValueAsBytes(this.endpoint.metric(question.metric(), question.tags()));
	}

	/**
	 * What is asked.
	 *
	 * @param metric the name of the metric
	 * @param tags the tags
	 */
	private record Question(String metric, List<String> tags) {

	}

}
