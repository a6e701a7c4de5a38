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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemorySessionRepository}, {@link ReactiveMemorySessionRepository} and
 * {@link MemorySessionMap}.
 */
class MemorySessionRepositoryTests {

	private final AtomicInteger created = new AtomicInteger();

	@Test
	void sessionIsNoticedOnceItIsSaved() {
		MapSessionRepository sessions = new MemorySessionRepository(this.created::incrementAndGet);
		MapSession session = sessions.createSession();
		assertThat(this.created).hasValue(0);
		sessions.save(session);
		session.setAttribute("a", 1);
		sessions.save(session);
		assertThat(this.created).hasValue(1);
		assertThat(sessions.findById(session.getId()).<Integer>getAttribute("a")).isEqualTo(1);
	}

	@Test
	void sessionOfWebFluxIsNoticedOnceItIsSaved() {
		ReactiveMapSessionRepository sessions = new ReactiveMemorySessionRepository(this.created::incrementAndGet);
		MapSession session = sessions.createSession().block();
		assertThat(this.created).hasValue(0);
		sessions.save(session).block();
		sessions.save(session).block();
		assertThat(this.created).hasValue(1);
		assertThat(sessions.findById(session.getId()).block()).isNotNull();
	}

	@Test
	void sessionsThatHaveExpiredAreForgottenWhenAnotherIsCreated() {
		MemorySessionMap sessions = new MemorySessionMap(new ConcurrentHashMap<>(), () -> {
		});
		MapSession expired = new MapSession("expired");
		expired.setMaxInactiveInterval(Duration.ofMinutes(1));
		expired.setLastAccessedTime(Instant.now().minus(Duration.ofHours(1)));
		sessions.byId().put("expired", expired);
		sessions.byId().put("alive", new MapSession("alive"));
		sessions.created();
		assertThat(sessions.byId()).containsOnlyKeys("alive");
	}

}
