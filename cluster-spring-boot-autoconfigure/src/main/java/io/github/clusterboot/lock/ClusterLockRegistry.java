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

package io.github.clusterboot.lock;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.locks.Lock;

import org.springframework.integration.support.locks.LockRegistry;

/**
 * The locks of the cluster for Spring Integration.
 *
 * @param locks the locks
 */
record ClusterLockRegistry(NamedLocks locks) implements LockRegistry<Lock>, AutoCloseable {

	@Override
	public Lock obtain(Object key) {
		String name = key.toString();
		// such as the path of a file
		return this.locks.lock((name.length() <= NamedLocks.MAX_LENGTH) ? name
				: UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
	}

	@Override
	public void close() {
		this.locks.close();
	}

}
