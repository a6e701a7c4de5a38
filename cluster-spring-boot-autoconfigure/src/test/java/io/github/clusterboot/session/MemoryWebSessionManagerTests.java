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

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryWebSessionManager}.
 */
class MemoryWebSessionManagerTests {

	private final SessionsInMemory sessions = Mockito.mock(SessionsInMemory.class);

	private final MemoryWebSessionManager manager = new MemoryWebSessionManager(new DefaultWebSessionManager(),
			this.sessions);

	@Test
	void noticesASessionThatIsStarted() {
		request((session) -> session.getAttributes().put("a", "b"));
		Mockito.verify(this.sessions).created();
	}

	@Test
	void aSessionThatIsOnlyLookedAtIsNone() {
		request((session) -> session.getAttributes().get("a"));
		Mockito.verifyNoInteractions(this.sessions);
	}

	@Test
	void aSessionThatWasThereIsNotNew() {
		HttpCookie cookie = request((session) -> session.getAttributes().put("a", "b"));
		Mockito.clearInvocations(this.sessions);
		request((session) -> assertThat(session.getAttributes()).containsEntry("a", "b"), cookie);
		Mockito.verifyNoInteractions(this.sessions);
	}

	private HttpCookie request(Consumer<WebSession> use, HttpCookie... cookies) {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/").cookie(cookies));
		this.manager.getSession(exchange).doOnNext(use).then(Mono.defer(exchange.getResponse()::setComplete)).block();
		return exchange.getResponse().getCookies().getFirst("SESSION");
	}

}
