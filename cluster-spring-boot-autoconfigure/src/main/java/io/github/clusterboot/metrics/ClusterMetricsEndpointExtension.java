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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint.MetricDescriptor;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.metrics.MetricMerge.WorkerReport;
import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;

/**
 * Has the {@code metrics} endpoint answer for all workers that live, whichever of them is
 * asked. A request that names a worker is answered by that worker for itself.
 */
@EndpointWebExtension(endpoint = MetricsEndpoint.class)
public class ClusterMetricsEndpointExtension {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMetricsEndpointExtension.class);

	/**
	 * In the place of a slot, for what is about the cluster.
	 */
	private static final String PRIMARY = "primary";

	private final MetricsEndpoint endpoint;

	private final @Nullable ClusterWorker self;

	private final Peers peers;

	private final LatestCounts counts;

	private final Duration timeout;

	private final BooleanSupplier onlyThisWorker;

	/**
	 * Creates the extension.
	 * @param endpoint tells what this worker has measured
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param peers the other workers
	 * @param counts the cluster in numbers
	 * @param timeout how long to wait for the other workers
	 * @param onlyThisWorker whether the current request is for this worker alone
	 */
	public ClusterMetricsEndpointExtension(MetricsEndpoint endpoint, @Nullable ClusterWorker self, Peers peers,
			LatestCounts counts, Duration timeout, BooleanSupplier onlyThisWorker) {
		this.endpoint = endpoint;
		this.self = self;
		this.peers = peers;
		this.counts = counts;
		this.timeout = timeout;
		this.onlyThisWorker = onlyThisWorker;
	}

	/**
	 * The names of all metrics.
	 * @return the names
	 */
	@ReadOperation
	public MetricNames listNames() {
		Set<String> names = new TreeSet<>(this.endpoint.listNames().getNames());
		if (!isForThisWorker()) {
			ask("", (answer, body) -> names.addAll(MetricsResource.names(body)));
		}
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
		ClusterWorker self = this.self;
		if (self == null || isForThisWorker()) {
			return own(requiredMetricName, tag);
		}
		TagQuery query = TagQuery.of((tag != null) ? tag : List.of());
		if (isAboutCluster(requiredMetricName)) {
			return aboutCluster(requiredMetricName, query);
		}
		// a malformed tag is refused here, before others are asked
		MetricReport own = own(requiredMetricName, query.others());
		List<WorkerReport> reports = new ArrayList<>();
		ask(MetricsResource.question(requiredMetricName, query.others()), (answer, body) -> {
			MetricReport report = MetricsResource.report(body);
			if (report != null) {
				reports.add(new WorkerReport(answer.slot(), report));
			}
		});
		if (own != null) {
			reports.add(new WorkerReport(self.slot(), own));
		}
		reports.removeIf((report) -> !query.wants(String.valueOf(report.slot())));
		return !reports.isEmpty() ? MetricMerge.merge(reports, query.namesWorker()) : null;
	}

	private boolean isForThisWorker() {
		return this.self == null || this.onlyThisWorker.getAsBoolean();
	}

	private static boolean isAboutCluster(String name) {
		return ClusterMetrics.NAMES.contains(name);
	}

	private @Nullable MetricReport aboutCluster(String name, TagQuery query) {
		this.counts.refresh();
		MetricReport report = own(name, query.others());
		if (report == null || !query.wants(PRIMARY)) {
			return null;
		}
		SortedMap<String, SortedSet<String>> tags = report.tags();
		if (!query.namesWorker()) {
			tags.put(MetricMerge.WORKER, new TreeSet<>(Set.of(PRIMARY)));
		}
		return report.withTags(tags);
	}

	private @Nullable MetricReport own(String name, @Nullable List<String> tags) {
		MetricDescriptor metric = this.endpoint.metric(name, tags);
		return (metric != null) ? MetricReport.of(metric) : null;
	}

	private void ask(String question, AnswerConsumer consumer) {
		try {
			for (PeerAnswer answer : this.peers.ask(MetricsResource.NAME, question, this.timeout)) {
				consume(answer, consumer);
			}
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
		}
	}

	private static void consume(PeerAnswer answer, AnswerConsumer consumer) {
		byte[] body = answer.body();
		if (body == null) {
			logger.debug("Worker {} does not answer: {}", answer.id(), answer.failure());
			return;
		}
		try {
			consumer.accept(answer, body);
		}
		catch (IOException ex) {
			logger.debug("Worker {} cannot be understood", answer.id(), ex);
		}
	}

	/**
	 * The names of metrics.
	 *
	 * @param names the names
	 */
	public record MetricNames(Set<String> names) implements OperationResponseBody {

	}

	/**
	 * Is given answers.
	 */
	@FunctionalInterface
	private interface AnswerConsumer {

		void accept(PeerAnswer answer, byte[] body) throws IOException;

	}

}
