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

package io.github.clusterboot.session;

import java.util.concurrent.ConcurrentHashMap;

import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;

/**
 * Keeps sessions in the memory of this process. Those that have expired are forgotten
 * when another one is created. Thread-safe.
 */
public final class MemorySessionRepository extends MapSessionRepository {

	private final MemorySessionMap sessions;

	/**
	 * Creates the repository.
	 * @param created is run when a session was created
	 */
	public MemorySessionRepository(Runnable created) {
		this(new MemorySessionMap(new ConcurrentHashMap<>(), created));
	}

	private MemorySessionRepository(MemorySessionMap sessions) {
		super(sessions.byId());
		this.sessions = sessions;
	}

	@Override
	public void save(MapSession session) {
		boolean isNew = !this.sessions.byId().containsKey(session.getId());
		super.save(session);
		if (isNew) {
			this.sessions.created();
		}
	}

}
