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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

import io.github.clusterboot.boot.WorkerIdentity;
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

	private static final String WORKER_TAG = MetricMerge.WORKER + ":";

	/**
	 * In the place of a slot, for what is about the cluster.
	 */
	private static final String PRIMARY = "primary";

	private final MetricsEndpoint endpoint;

	private final MetricsResource own;

	private final @Nullable WorkerIdentity self;

	private final Peers peers;

	private final @Nullable Duration timeout;

	ClusterMetricsEndpointExtension(MetricsEndpoint endpoint, MetricsResource own, @Nullable WorkerIdentity self,
			Peers peers, @Nullable Duration timeout) {
		this.endpoint = endpoint;
		this.own = own;
		this.self = self;
		this.peers = peers;
		this.timeout = timeout;
	}

	/**
	 * The names of all metrics.
	 * @return the names
	 */
	@ReadOperation
	public OperationResponseBody listNames() {
		if (this.self == null || WorkerRequest.isForOneWorker()) {
			return this.endpoint.listNames();
		}
		Set<String> names = new TreeSet<>();
		ask(this.self, "", String[].class).values().forEach((each) -> names.addAll(List.of(each)));
		return new MetricNames(names);
	}

	/**
	 * A metric.
	 * @param requiredMetricName its name
	 * @param tag tags that are wanted, each as {@code key:value}
	 * @return the metric, or {@code null} if no worker has it
	 */
	@ReadOperation
	public @Nullable OperationResponseBody metric(@Selector String requiredMetricName, @Nullable List<String> tag) {
		if (this.self == null || WorkerRequest.isForOneWorker()) {
			return this.endpoint.metric(requiredMetricName, tag);
		}
		List<String> question = new ArrayList<>(List.of(requiredMetricName));
		List<String> workers = new ArrayList<>();
		for (String each : (tag != null) ? tag : List.<String>of()) {
			if (each.startsWith(WORKER_TAG)) {
				workers.add(each.substring(WORKER_TAG.length()));
			}
			else {
				question.add(each);
			}
		}
		String query = String.join("\n", question);
		Map<String, MetricReport> reports = new TreeMap<>();
		if (ClusterMetrics.NAMES.contains(requiredMetricName)) {
			put(reports, PRIMARY, this.own.answer(query), MetricReport.class);
		}
		else {
			reports = ask(this.self, query, MetricReport.class);
		}
		reports.keySet().removeIf((worker) -> !workers.stream().allMatch(worker::equals));
		return !reports.isEmpty() ? MetricMerge.merge(reports) : null;
	}

	/**
	 * What each worker answers, by its slot.
	 */
	private <T> Map<String, T> ask(WorkerIdentity self, String query, Class<T> type) {
		Map<String, T> answers = new TreeMap<>();
		// what is malformed is refused here, before others are asked
		put(answers, String.valueOf(self.slot()), this.own.answer(query), type);
		try {
			for (PeerAnswer answer : this.peers.ask(MetricsResource.NAME, query, ScrapeTimeout.current(this.timeout))) {
				put(answers, String.valueOf(answer.slot()), answer.body(), type);
			}
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
		}
		return answers;
	}

	private static <T> void put(Map<String, T> answers, String worker, byte @Nullable [] body, Class<T> type) {
		T answer = (body != null) ? JsonMapper.shared().readValue(body, type) : null;
		if (answer != null) {
			answers.put(worker, answer);
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
