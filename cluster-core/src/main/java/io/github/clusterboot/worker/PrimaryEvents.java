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
 * What the primary does to a worker. Called on a thread that must not be blocked.
 */
public interface PrimaryEvents {

	/**
	 * The worker is to finish what it has accepted and exit with 0.
	 * @param worker the worker
	 * @param timeout how long that may take
	 */
	void disconnect(Worker worker, Duration timeout);

	/**
	 * The primary is gone, and a worker must not outlive it.
	 * @param worker the worker
	 */
	void primaryIsGone(Worker worker);

}
