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

package io.github.clusterboot.sample.it;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that keep asking, one request after the other each, until they are stopped.
 */
final class Traffic implements AutoCloseable {

	private final Outcomes outcomes = new Outcomes();

	private final ScheduledExecutorService clients;

	Traffic(Http http, String path, int count) {
		this(http, path, count, Duration.ofMillis(50));
	}

	Traffic(Http http, String path, int count, Duration pause) {
		this.clients = Executors.newScheduledThreadPool(count);
		for (int i = 0; i < count; i++) {
			this.clients.scheduleWithFixedDelay(() -> this.outcomes.add(http.get(path)), 0, pause.toNanos(),
					TimeUnit.NANOSECONDS);
		}
	}

	Outcomes outcomes() {
		return this.outcomes;
	}

	Outcomes stop() {
		this.clients.shutdown();
		try {
			if (!this.clients.awaitTermination(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("A client does not come to its end");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return this.outcomes;
	}

	@Override
	public void close() {
		this.clients.shutdownNow();
	}

}
