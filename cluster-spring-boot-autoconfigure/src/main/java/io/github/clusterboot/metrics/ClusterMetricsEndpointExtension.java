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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.peer.OnlyThisWorker;
import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;

/**
 * Has the {@code metrics} endpoint answer for all workers, whichever of them is asked. A
 * request that names a worker is answered by that worker for itself.
 */
@EndpointWebExtension(endpoint = MetricsEndpoint.class)
public class ClusterMetricsEndpointExtension {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMetricsEndpointExtension.class);

	/**
	 * In the place of a slot, for what is about the cluster.
	 */
	private static final String PRIMARY = "primary";

	private final MetricsResource own;

	private final @Nullable ClusterWorker self;

	private final Peers peers;

	private final @Nullable Duration timeout;

	ClusterMetricsEndpointExtension(MetricsResource own, @Nullable ClusterWorker self, Peers peers,
			@Nullable Duration timeout) {
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
	public MetricNames listNames() {
		Set<String> names = new TreeSet<>();
		ask("", String[].class, isForThisWorker()).values().forEach((each) -> names.addAll(List.of(each)));
		return new MetricNames(names);
	}

	/**
	 * A metric.
	 * @param requiredMetricName its name
	 * @param tag tags that are wanted, each as {@code key:value}
	 * @return the metric, or {@code null} if no worker has it
	 */
	@ReadOperation
	public @Nullable MetricReport metric(@Selector String requiredMetricName, @Nullable List<String> tag) {
		List<String> tags = (tag != null) ? tag : List.of();
		boolean aboutCluster = ClusterMetrics.NAMES.contains(requiredMetricName);
		if (isForThisWorker()) {
			String query = MetricsResource.query(requiredMetricName, tags);
			return ask(query, MetricReport.class, true).get(PRIMARY);
		}
		TagQuery query = TagQuery.of(tags);
		Map<String, MetricReport> reports = ask(MetricsResource.query(requiredMetricName, query.others()),
				MetricReport.class, aboutCluster);
		reports.keySet().removeIf((worker) -> !query.wants(worker));
		return !reports.isEmpty() ? MetricMerge.merge(reports, query.namesWorker()) : null;
	}

	private boolean isForThisWorker() {
		return this.self == null || OnlyThisWorker.isMeant();
	}

	/**
	 * What each worker answers, by its slot.
	 * @param alone whether only this worker is asked, in the place of the primary
	 */
	private <T> Map<String, T> ask(String query, Class<T> type, boolean alone) {
		Map<String, T> answers = new LinkedHashMap<>();
		Duration timeout = ScrapeTimeout.current(this.timeout);
		long deadline = System.nanoTime() + timeout.toNanos();
		// what is malformed is refused here, before others are asked
		byte[] own = this.own.answer(query);
		if (alone || this.self == null) {
			put(answers, PRIMARY, own, type);
			return answers;
		}
		try {
			Duration left = Duration.ofNanos(deadline - System.nanoTime());
			for (PeerAnswer answer : this.peers.ask(MetricsResource.NAME, query, left)) {
				put(answers, String.valueOf(answer.slot()), answer.body(), type);
			}
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
		}
		// unless another worker has taken over the slot
		put(answers, String.valueOf(this.self.slot()), own, type);
		return answers;
	}

	private static <T> void put(Map<String, T> answers, String worker, byte @Nullable [] body, Class<T> type) {
		try {
			T answer = (body != null) ? JsonMapper.shared().readValue(body, type) : null;
			if (answer != null) {
				answers.putIfAbsent(worker, answer);
			}
		}
		catch (JacksonException ex) {
			logger.debug("The worker of slot {} cannot be understood", worker, ex);
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
