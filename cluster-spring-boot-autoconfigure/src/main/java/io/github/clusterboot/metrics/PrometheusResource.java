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

import io.github.clusterboot.peer.PeerResource;

/**
 * What this worker has measured, for the worker that was asked about the cluster.
 */
public final class PrometheusResource implements PeerResource {

	static final String NAME = "prometheus";

	private final WorkerMetrics metrics;

	/**
	 * Creates the resource.
	 * @param metrics what this worker has measured
	 */
	public PrometheusResource(WorkerMetrics metrics) {
		this.metrics = metrics;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public byte[] answer(String query) {
		return FamilyJson.write(this.metrics.measure().own());
	}

}
