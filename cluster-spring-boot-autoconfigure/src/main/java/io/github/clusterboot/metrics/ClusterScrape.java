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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.metrics.KeptCounts.Entry;
import io.github.clusterboot.metrics.KeptCounts.Kept;
import io.github.clusterboot.metrics.WorkerMetrics.Measured;
import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;

/**
 * A scrape of the whole cluster. Each series has a label {@code worker}, which is the
 * slot. The counts of a slot are those of its worker and of all workers that were there
 * before. A worker that does not answer is represented by the counts that it had when it
 * answered last. Thread-safe.
 */
public final class ClusterScrape extends PrometheusRegistry {

	private static final Logger logger = LoggerFactory.getLogger(ClusterScrape.class);

	/**
	 * In the place of a slot, for what is about the cluster.
	 */
	private static final String PRIMARY = "primary";

	private final WorkerMetrics metrics;

	private final Peers peers;

	private final KeptCounts kept;

	private final CountsKeeper keeper;

	private final LatestCounts counts;

	private final MissingWorkers missing;

	private final Duration timeout;

	/**
	 * Creates the scrape.
	 * @param metrics what this worker has measured
	 * @param peers the other workers
	 * @param kept where counts are kept
	 * @param keeper folds together what is kept
	 * @param counts the cluster in numbers
	 * @param missing is told how many workers did not answer
	 * @param timeout how long to wait for the other workers
	 */
	public ClusterScrape(WorkerMetrics metrics, Peers peers, KeptCounts kept, CountsKeeper keeper, LatestCounts counts,
			MissingWorkers missing, Duration timeout) {
		this.metrics = metrics;
		this.peers = peers;
		this.kept = kept;
		this.keeper = keeper;
		this.counts = counts;
		this.missing = missing;
		this.timeout = timeout;
	}

	@Override
	public MetricSnapshots scrape(Predicate<String> includedNames) {
		return new MetricSnapshots(scrape().stream()
			.filter((snapshot) -> includedNames.test(snapshot.getMetadata().getPrometheusName()))
			.toList());
	}

	@Override
	public MetricSnapshots scrape() {
		boolean primaryAnswers = this.counts.refresh();
		List<Part> parts = new ArrayList<>();
		if (!primaryAnswers || !ask(parts)) {
			this.missing.setUnknown();
		}
		Set<Integer> answered = new HashSet<>();
		parts.forEach((part) -> answered.add(part.worker()));
		answered.add(this.metrics.self().id());
		Kept kept = this.kept.read(answered);
		Measured measured = this.metrics.measure();
		parts.removeIf((part) -> kept.holds(part.worker()));
		parts.add(new Part(this.metrics.self().id(), this.metrics.self().slot(), measured.own()));
		kept.workers().forEach((entry) -> parts.add(new Part(entry.newestWorker(), entry.slot(), entry.families())));
		kept.slots().forEach((entry) -> parts.add(new Part(0, entry.slot(), entry.families())));
		MetricSnapshots snapshots = SnapshotWriter.write(together(parts, aboutCluster(measured, primaryAnswers)));
		this.keeper.foldGone(kept.workers().stream().map(Entry::newestWorker).toList());
		return snapshots;
	}

	/**
	 * Without its answer, what was counted in the primary may be older than what another
	 * worker has told already.
	 */
	private static List<Family> aboutCluster(Measured measured, boolean primaryAnswers) {
		return measured.cluster().stream().filter((family) -> primaryAnswers || !family.cumulative()).toList();
	}

	/**
	 * Asks the other workers.
	 * @param parts is given what they answer
	 * @return whether it is known who they are
	 */
	private boolean ask(List<Part> parts) {
		int silent = 0;
		try {
			for (PeerAnswer answer : this.peers.ask(PrometheusResource.NAME, "", this.timeout)) {
				if (!read(answer, parts)) {
					silent++;
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
			return false;
		}
		this.missing.set(silent);
		return true;
	}

	private static boolean read(PeerAnswer answer, List<Part> parts) {
		byte[] body = answer.body();
		if (body == null) {
			logger.debug("Worker {} does not answer: {}", answer.id(), answer.failure());
			return false;
		}
		try {
			parts.add(new Part(answer.id(), answer.slot(), FamilyJson.read(body)));
			return true;
		}
		catch (IOException ex) {
			logger.debug("Worker {} cannot be understood", answer.id(), ex);
			return false;
		}
	}

	/**
	 * The newest worker comes first: it is what decides where workers differ.
	 */
	private static List<Family> together(List<Part> parts, List<Family> cluster) {
		parts.sort(Comparator.comparingInt(Part::worker).reversed());
		Map<String, List<Family>> slots = new LinkedHashMap<>();
		parts.forEach((part) -> slots.merge(String.valueOf(part.slot()), part.families(), Families::ofSlot));
		slots.put(PRIMARY, cluster);
		return Families.ofCluster(slots);
	}

	/**
	 * What is known of a worker, or of several that are gone.
	 *
	 * @param worker the id of the worker, or 0
	 * @param slot its slot
	 * @param families what it has measured
	 */
	private record Part(int worker, int slot, List<Family> families) {

	}

}
