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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

import io.github.clusterboot.peer.WorkerRequest;

/**
 * Has the Prometheus endpoint answer for all workers, whichever of them is asked. A
 * request that names a worker is answered by that worker for itself.
 */
@EndpointWebExtension(endpoint = PrometheusScrapeEndpoint.class)
public class ClusterPrometheusEndpointExtension {

	private final PrometheusScrapeEndpoint endpoint;

	private final @Nullable ClusterScrape scrape;

	private final @Nullable Duration timeout;

	ClusterPrometheusEndpointExtension(PrometheusScrapeEndpoint endpoint, @Nullable ClusterScrape scrape,
			@Nullable Duration timeout) {
		this.endpoint = endpoint;
		this.scrape = scrape;
		this.timeout = timeout;
	}

	/**
	 * Scrapes.
	 * @param format the format that the client prefers; text in the place of Protobuf
	 * @param includedNames the metrics that are wanted, or {@code null} for all
	 * @param worker the worker that is asked for, or {@code null} for all
	 * @return the metrics
	 */
	@ReadOperation(producesFrom = PrometheusOutputFormat.class)
	public WebEndpointResponse<byte[]> scrape(PrometheusOutputFormat format, @Nullable Set<String> includedNames,
			@Nullable String worker) {
		if (this.scrape == null || WorkerRequest.isForOneWorker(worker)) {
			return this.endpoint.scrape(format, includedNames);
		}
		PrometheusOutputFormat text = (format != PrometheusOutputFormat.CONTENT_TYPE_PROTOBUF) ? format
				: PrometheusOutputFormat.CONTENT_TYPE_004;
		String exposition = this.scrape.scrape(text, includedNames, ScrapeTimeout.current(this.timeout));
		return new WebEndpointResponse<>(exposition.getBytes(StandardCharsets.UTF_8), text);
	}

}
