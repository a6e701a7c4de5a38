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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Says what each of several workers has for itself though the application takes it for
 * one, and refuses what only one process can have.
 */
final class Splits {

	private static final Logger logger = LoggerFactory.getLogger(Splits.class);

	private final ObjectProvider<Worker> worker;

	Splits(ObjectProvider<Worker> worker) {
		this.worker = worker;
	}

	void database(String url) {
		DatabaseSharing sharing = DatabaseSharing.of(url);
		// what follows may be a password
		String shown = url.replaceFirst("[;?].*", "");
		if (sharing == DatabaseSharing.IN_MEMORY) {
			databaseInMemory(shown);
		}
		else if (sharing == DatabaseSharing.LOCKED) {
			int workers = workers();
			if (workers > 1) {
				throw new LockedDatabaseException(shown, workers);
			}
		}
	}

	void databaseInMemory(String name) {
		warn("in-memory-database",
				"Each of the {} workers has a database of its own in its memory ({}): what a client has written is "
						+ "missing in the answers of the other workers, and is gone when its worker is replaced. Use "
						+ "a database that is a server, or set cluster.workers=1 or cluster.enabled=false",
				name);
	}

	void simpleBroker() {
		warn("simple-broker",
				"Each of the {} workers has a message broker of its own ({}): what is sent to a topic or a user "
						+ "reaches only the clients that are connected to the same worker. Relay to a broker that is "
						+ "a server (MessageBrokerRegistry.enableStompBrokerRelay), or set cluster.workers=1 or "
						+ "cluster.enabled=false",
				"Spring's simple one");
	}

	private void warn(String what, String text, String detail) {
		int workers = workers();
		if (workers > 1 && OncePerLaunch.isFirst(this.worker.getObject(), what)) {
			logger.warn(text, workers, detail);
		}
	}

	/**
	 * How many workers there are to be, those that stand by included, or 0 if that is
	 * unknown or this process is no worker.
	 */
	private int workers() {
		Worker worker = this.worker.getIfAvailable();
		if (worker == null) {
			return 0;
		}
		try {
			ClusterStatus status = worker.status();
			return status.wanted() + status.standby();
		}
		catch (IOException ex) {
			logger.debug("The number of workers is unknown", ex);
			return 0;
		}
	}

}
