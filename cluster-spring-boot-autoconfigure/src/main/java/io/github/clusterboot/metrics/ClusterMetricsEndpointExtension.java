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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * Has the {@code metrics} endpoint answer for all workers, whichever of them is asked. A
 * request that names a worker is answered by that worker for itself.
 */
@EndpointWebExtension(endpoint = MetricsEndpoint.class)
public class ClusterMetricsEndpointExtension {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMetricsEndpointExtension.class);

	private final MetricsEndpoint endpoint;

	private final MetricsResource own;

	private final Peers peers;

	private final @Nullable Duration timeout;

	ClusterMetricsEndpointExtension(MetricsEndpoint endpoint, MetricsResource own, Peers peers,
			@Nullable Duration timeout) {
		this.endpoint = endpoint;
		this.own = own;
		this.peers = peers;
		this.timeout = timeout;
	}

	/**
	 * The names of all metrics.
	 * @param worker the worker that is asked for, or {@code null} for all
	 * @return the names
	 */
	@ReadOperation
	public OperationResponseBody listNames(@Nullable String worker) {
		if (WorkerRequest.isForOneWorker(worker)) {
			return this.endpoint.listNames();
		}
		Set<String> names = new TreeSet<>();
		ask("", String[].class).forEach((each) -> names.addAll(List.of(each)));
		return new MetricNames(names);
	}

	/**
	 * A metric. Of what is about the cluster, every worker says the same.
	 * @param requiredMetricName its name
	 * @param tag tags that are wanted, each as {@code key:value}
	 * @param worker the worker that is asked for, or {@code null} for all
	 * @return the metric, or {@code null} if no worker has it
	 */
	@ReadOperation
	public @Nullable OperationResponseBody metric(@Selector String requiredMetricName, @Nullable List<String> tag,
			@Nullable String worker) {
		if (WorkerRequest.isForOneWorker(worker) || ClusterMetrics.NAMES.contains(requiredMetricName)) {
			return this.endpoint.metric(requiredMetricName, tag);
		}
		List<String> question = new ArrayList<>(List.of(requiredMetricName));
		question.addAll((tag != null) ? tag : List.of());
		List<MetricReport> reports = ask(String.join("\n", question), MetricReport.class);
		return !reports.isEmpty() ? MetricReport.merge(reports) : null;
	}

	/**
	 * What the workers answer.
	 */
	private <T> List<T> ask(String query, Class<T> type) {
		List<T> answers = new ArrayList<>();
		// what is malformed is refused here, before others are asked
		add(answers, this.own.answer(query), type);
		try {
			for (PeerAnswer answer : this.peers.ask(MetricsResource.NAME, query, ScrapeTimeout.current(this.timeout))) {
				add(answers, answer.body(), type);
			}
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
		}
		return answers;
	}

	private static <T> void add(List<T> answers, byte @Nullable [] body, Class<T> type) {
		T answer = (body != null) ? JsonMapper.shared().readValue(body, type) : null;
		if (answer != null) {
			answers.add(answer);
		}
	}

	/**
	 * The names of metrics.
	 *
	 * @param names the names
	 */
	public record MetricNames(Set<String> names) implements OperationResponseBody {

	}

}
