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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * How long a scrape waits for the other workers.
 */
final class ScrapeTimeout {

	private static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

	private static final Duration UNKNOWN = Duration.ofSeconds(8);

	private static final double LONGEST = 60;

	/**
	 * For all that takes time apart from the scrape, in seconds.
	 */
	private static final double LEAST_MARGIN = 0.5;

	private ScrapeTimeout() {
	}

	/**
	 * The time-out of the current request.
	 * @param configured the value of {@code cluster.scrape.timeout}, or {@code null}
	 */
	static Duration current(@Nullable Duration configured) {
		if (configured != null) {
			return configured;
		}
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? of(attributes.getRequest().getHeader(HEADER)) : UNKNOWN;
	}

	/**
	 * The time-out for a scraper.
	 * @param header how many seconds it waits, or {@code null} if it does not say
	 */
	static Duration of(@Nullable String header) {
		if (header == null || !header.matches("\\d{1,9}(\\.\\d{1,9})?")) {
			return UNKNOWN;
		}
		double seconds = Math.min(Double.parseDouble(header), LONGEST);
		double margin = Math.min(Math.max(LEAST_MARGIN, seconds / 10), seconds / 2);
		return Duration.ofMillis((long) (1000 * (seconds - margin)));
	}

}
