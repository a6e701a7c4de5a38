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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint.MetricDescriptor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.peer.PeerResource;

/**
 * What the {@code metrics} endpoint of this worker says, for the worker that was asked
 * about the cluster.
 */
public final class MetricsResource implements PeerResource {

	static final String NAME = "metrics";

	private static final JsonMapper mapper = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final TypeReference<Set<String>> NAMES = new TypeReference<>() {
	};

	private final MetricsEndpoint endpoint;

	/**
	 * Creates the resource.
	 * @param endpoint tells what this worker has measured
	 */
	public MetricsResource(MetricsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public byte[] answer(String query) throws IOException {
		if (query.isEmpty()) {
			return mapper.writeValueAsBytes(this.endpoint.listNames().getNames());
		}
		Question question = read(query.getBytes(StandardCharsets.UTF_8), Question.class);
		MetricDescriptor metric = this.endpoint.metric(question.metric(), question.tags());
		return (metric != null) ? mapper.writeValueAsBytes(MetricReport.of(metric)) : new byte[0];
	}

	static String question(String metric, List<String> tags) {
		return mapper.writeValueAsString(new Question(metric, tags));
	}

	static Set<String> names(byte[] answer) throws IOException {
		try {
			return mapper.readValue(answer, NAMES);
		}
		catch (JacksonException ex) {
			throw new IOException("These are no names", ex);
		}
	}

	/**
	 * Reads the report of a metric.
	 * @return the report, or {@code null} if the worker has no such metric
	 */
	static @Nullable MetricReport report(byte[] answer) throws IOException {
		return (answer.length > 0) ? read(answer, MetricReport.class) : null;
	}

	private static <T> T read(byte[] json, Class<T> type) throws IOException {
		try {
			return mapper.readValue(json, type);
		}
		catch (JacksonException ex) {
			throw new IOException("This is no " + type.getSimpleName(), ex);
		}
	}

	/**
	 * What a worker is asked.
	 *
	 * @param metric the name of the metric
	 * @param tags the tags, each as {@code key:value}
	 */
	private record Question(String metric, List<String> tags) {

	}

}
