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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Knows since when each thread has been with its request.
 */
final class RequestWatch extends ValveBase {

	private final Map<Thread, Long> since = new ConcurrentHashMap<>();

	RequestWatch() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		Thread thread = Thread.currentThread();
		this.since.put(thread, System.nanoTime());
		try {
			getNext().invoke(request, response);
		}
		finally {
			this.since.remove(thread);
		}
	}

	Duration oldest() {
		long now = System.nanoTime();
		return Duration.ofNanos(this.since.values().stream().mapToLong((start) -> now - start).max().orElse(0));
	}

}
