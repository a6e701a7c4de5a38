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

package io.github.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.OncePerCluster;

/**
 * A job that runs in one worker, and goes on in another one when that is gone. With
 * {@code sample.job.file} it writes down when it begins and ends.
 */
@RestController
@EnableScheduling
class ScheduledJob {

	private final Cluster cluster;

	private final @Nullable Path file;

	private final Duration work;

	private final AtomicLong runs = new AtomicLong();

	ScheduledJob(Cluster cluster, @Value("${sample.job.file:#{null}}") @Nullable Path file,
			@Value("${sample.job.work:0s}") Duration work) {
		this.cluster = cluster;
		this.file = file;
		this.work = work;
	}

	@Scheduled(fixedRateString = "${sample.job.period:1s}")
	@OncePerCluster
	void run() throws IOException, InterruptedException {
		note("begins");
		Thread.sleep(this.work.toMillis());
		this.runs.incrementAndGet();
		note("ends");
	}

	private void note(String what) throws IOException {
		if (this.file != null) {
			String line = "%d %d %s%n".formatted(System.currentTimeMillis(), ProcessHandle.current().pid(), what);
			Files.writeString(this.file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
	}

	@GetMapping("/api/job")
	Map<String, Object> job() {
		return Map.of("worker", this.cluster.self(), "runs", this.runs);
	}

}
