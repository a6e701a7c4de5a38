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

import java.util.function.Supplier;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/**
 * Notices sessions of WebFlux, which exist from the moment that they are started.
 */
public final class MemoryWebSessionManager implements WebSessionManager {

	private final WebSessionManager manager;

	private final SessionsInMemory sessions;

	/**
	 * Creates the manager.
	 * @param manager does the work
	 * @param sessions is told of every session that is started
	 */
	public MemoryWebSessionManager(WebSessionManager manager, SessionsInMemory sessions) {
		this.manager = manager;
		this.sessions = sessions;
	}

	@Override
	public Mono<WebSession> getSession(ServerWebExchange exchange) {
		return this.manager.getSession(exchange)
			.doOnNext((session) -> exchange.getResponse().beforeCommit(whenStartedSince(session)));
	}

	private Supplier<Mono<Void>> whenStartedSince(WebSession session) {
		boolean started = session.isStarted();
		return () -> Mono.fromRunnable(() -> {
			if (!started && session.isStarted()) {
				this.sessions.created();
			}
		});
	}

}
