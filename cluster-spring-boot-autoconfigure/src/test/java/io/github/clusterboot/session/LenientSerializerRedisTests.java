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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import redis.embedded.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LenientSerializer} with the repositories of Spring Session and a real
 * Redis.
 */
class LenientSerializerRedisTests {

	private static RedisServer redis;

	private static LettuceConnectionFactory connections;

	private final RedisSerializer<Object> serializer = new LenientSerializer(null);

	@BeforeAll
	static void start() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		redis = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
		redis.start();
		connections = new LettuceConnectionFactory("127.0.0.1", port);
		connections.afterPropertiesSet();
		connections.start();
	}

	@AfterAll
	static void stop() throws IOException {
		connections.destroy();
		redis.stop();
	}

	@Test
	void sessionOfAServletLosesOnlyWhatCannotBeRead() {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setConnectionFactory(connections);
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setDefaultSerializer(this.serializer);
		template.afterPropertiesSet();
		RedisSessionRepository repository = new RedisSessionRepository(template);
		tryOut(repository);
	}

	private <S extends Session> void tryOut(SessionRepository<S> repository) {
		S session = repository.createSession();
		fill(session);
		repository.save(session);
		corrupt(session.getId(), "sessionAttr:bad");
		verify(repository.findById(session.getId()));
	}

	@Test
	void sessionOfWebFluxLosesOnlyWhatCannotBeRead() {
		ReactiveRedisSessionRepository repository = new ReactiveRedisSessionRepository(
				new ReactiveRedisTemplate<>(connections,
						RedisSerializationContext.<String, Object>newSerializationContext(this.serializer)
							.key(RedisSerializer.string())
							.hashKey(RedisSerializer.string())
							.build()));
		tryOut(repository);
	}

	private <S extends Session> void tryOut(ReactiveSessionRepository<S> repository) {
		S session = repository.createSession().block();
		fill(session);
		repository.save(session).block();
		corrupt(session.getId(), "sessionAttr:bad");
		verify(repository.findById(session.getId()).block());
	}

	private static void fill(Session session) {
		session.setMaxInactiveInterval(Duration.ofMinutes(5));
		session.setAttribute("good", List.of("a"));
		session.setAttribute("bad", List.of("b"));
	}

	private static void corrupt(String id, String entry) {
		RedisTemplate<String, byte[]> template = new RedisTemplate<>();
		template.setConnectionFactory(connections);
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setHashValueSerializer(RedisSerializer.byteArray());
		template.afterPropertiesSet();
		Map<Object, Object> attributes = template.opsForHash().entries("spring:session:sessions:" + id);
		assertThat(attributes).containsKey(entry);
		template.opsForHash().put("spring:session:sessions:" + id, entry, new byte[] { 1, 2, 3 });
	}

	private static void verify(Session session) {
		assertThat(session).isNotNull();
		assertThat(session.<List<String>>getAttribute("good")).containsExactly("a");
		assertThat(session.<Object>getAttribute("bad")).isNull();
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
	}

}
