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
import org.springframework.session.ReactiveMapSessionRepository;
import reactor.core.publisher.Mono;

/**
 * The same as {@link MemorySessionRepository} for WebFlux. Thread-safe.
 */
public final class ReactiveMemorySessionRepository extends ReactiveMapSessionRepository {

	private final MemorySessionMap sessions;

	/**
	 * Creates the repository.
	 * @param created is run when a session was created
	 */
	public ReactiveMemorySessionRepository(Runnable created) {
		this(new MemorySessionMap(new ConcurrentHashMap<>(), created));
	}

	private ReactiveMemorySessionRepository(MemorySessionMap sessions) {
		super(sessions.byId());
		this.sessions = sessions;
	}

	@Override
	public Mono<Void> save(MapSession session) {
		return Mono.defer(() -> {
			boolean isNew = !this.sessions.byId().containsKey(session.getId());
			Mono<Void> saved = super.save(session);
			return isNew ? saved.doOnSuccess((nothing) -> this.sessions.created()) : saved;
		});
	}

}
