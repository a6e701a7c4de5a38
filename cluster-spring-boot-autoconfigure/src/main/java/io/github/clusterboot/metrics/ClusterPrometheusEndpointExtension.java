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

import java.util.Set;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

/**
 * Has the Prometheus endpoint answer for all workers, whichever of them is asked. A
 * request that names a worker is answered by that worker for itself.
 */
@EndpointWebExtension(endpoint = PrometheusScrapeEndpoint.class)
public class ClusterPrometheusEndpointExtension {

	private final PrometheusScrapeEndpoint worker;

	private final PrometheusScrapeEndpoint cluster;

	private final BooleanSupplier onlyThisWorker;

	/**
	 * Creates the extension.
	 * @param worker tells what this worker has measured
	 * @param cluster tells what all workers have measured
	 * @param onlyThisWorker whether the current request is for this worker alone
	 */
	public ClusterPrometheusEndpointExtension(PrometheusScrapeEndpoint worker, PrometheusScrapeEndpoint cluster,
			BooleanSupplier onlyThisWorker) {
		this.worker = worker;
		this.cluster = cluster;
		this.onlyThisWorker = onlyThisWorker;
	}

	/**
	 * Scrapes.
	 * @param format the format that the client prefers
	 * @param includedNames the metrics that are wanted, or {@code null} for all
	 * @return the metrics
	 */
	@ReadOperation(producesFrom = PrometheusOutputFormat.class)
	public WebEndpointResponse<byte[]> scrape(PrometheusOutputFormat format, @Nullable Set<String> includedNames) {
		return (this.onlyThisWorker.getAsBoolean() ? this.worker : this.cluster).scrape(format, includedNames);
	}

}
