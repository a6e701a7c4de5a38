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

import io.github.clusterboot.boot.ExplainedException;

/**
 * Several workers are to open a database that only one process can open.
 */
final class LockedDatabaseException extends ExplainedException {

	LockedDatabaseException(String url, int workers) {
		super("The database " + url + " is in files that one process locks for itself, and " + workers
				+ " workers are to open it: all but the first would fail.",
				"Use a database server, or for H2 add ';AUTO_SERVER=TRUE' to the URL, with which the first worker lets the "
						+ "others in, or set 'cluster.workers=1' (a worker that ends is still replaced, but a reload fails), "
						+ "or 'cluster.enabled=false', which runs the application as without this starter.");
	}

}
