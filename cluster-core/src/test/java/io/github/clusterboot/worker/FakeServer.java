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

package io.github.clusterboot.worker;

import java.time.Duration;

/**
 * A web server whose connections end when the test says so.
 */
public class FakeServer implements ManagedServer {

	private volatile int connections;

	private int drains;

	private boolean givenUp;

	private Runnable onDrain = () -> {
	};

	/**
	 * Sets the number of open connections.
	 * @param connections the number
	 * @return this server
	 */
	FakeServer connections(int connections) {
		this.connections = connections;
		return this;
	}

	/**
	 * Sets what happens each time the server is drained.
	 * @param onDrain what happens
	 * @return this server
	 */
	FakeServer onDrain(Runnable onDrain) {
		this.onDrain = onDrain;
		return this;
	}

	int drains() {
		return this.drains;
	}

	boolean givenUp() {
		return this.givenUp;
	}

	@Override
	public int drain() {
		this.drains++;
		this.onDrain.run();
		return this.connections;
	}

	@Override
	public void giveUp() {
		this.givenUp = true;
	}

	@Override
	public int connections() {
		return this.connections;
	}

	@Override
	public long requests() {
		return 100L * this.connections;
	}

	@Override
	public Duration oldestRequest() {
		return Duration.ofMillis(10L * this.connections);
	}

}
