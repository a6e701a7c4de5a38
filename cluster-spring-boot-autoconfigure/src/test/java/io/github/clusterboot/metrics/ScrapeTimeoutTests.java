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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ScrapeTimeout}.
 */
class ScrapeTimeoutTests {

	@AfterEach
	void reset() {
		RequestContextHolder.resetRequestAttributes();
	}

	@ParameterizedTest
	@CsvSource({ "10, 9000", "10.000000, 9000", "4, 3500", "1, 500", "0.5, 250", "3600, 54000" })
	void isSomewhatLessThanWhatTheScraperWaits(String header, long millis) {
		assertThat(ScrapeTimeout.of(header)).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "''", "x", "-1", "NaN", "1e9", "'10, 20'" })
	void headerThatIsNoNumberSaysNothing(String header) {
		assertThat(ScrapeTimeout.of(header)).isEqualTo(Duration.ofSeconds(8));
	}

	@Test
	void propertyWinsOverTheHeader() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("X-Prometheus-Scrape-Timeout-Seconds", "4");
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		assertThat(ScrapeTimeout.current(null)).isEqualTo(Duration.ofMillis(3500));
		assertThat(ScrapeTimeout.current(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void outsideARequestNothingIsSaid() {
		assertThat(ScrapeTimeout.current(null)).isEqualTo(Duration.ofSeconds(8));
	}

}
