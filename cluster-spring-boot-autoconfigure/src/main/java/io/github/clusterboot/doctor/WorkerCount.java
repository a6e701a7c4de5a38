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

package io.github.clusterboot.doctor;

import java.io.IOException;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.Worker;

/**
 * How many workers there are to be, those that stand by included, or 0 if that is unknown
 * or this process is no worker.
 *
 * @param worker this process, or {@code null} if it is no worker
 */
record WorkerCount(@Nullable Worker worker) implements IntSupplier {

	private static final Logger logger = LoggerFactory.getLogger(WorkerCount.class);

	@Override
	public int getAsInt() {
		try {
			ClusterStatus status = (this.worker != null) ? this.worker.status() : null;
			return (status != null) ? status.wanted() + status.standby() : 0;
		}
		catch (IOException ex) {
			logger.debug("The number of workers is unknown", ex);
			return 0;
		}
	}

}
