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

package io.github.clusterboot.cache;

import java.io.IOException;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;

import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Evictions}.
 */
class EvictionsTests extends CachingTestBase {

	@ParameterizedTest
	@FieldSource("io.github.clusterboot.cache.CachingTestBase#managers")
	void whatIsPutOrEvictedIsEvictedElsewhere(Managers managers, Class<?> type) throws Exception {
		Cache here = worker(managers).getBean(CacheManager.class).getCache("owners");
		Cache there = worker(managers).getBean(CacheManager.class).getCache("owners");
		evicts(there, () -> here.put("a", "2"));
		assertThat(here.get("a", String.class)).isEqualTo("2");
		evicts(there, () -> here.evict("a"));
		evicts(there, () -> here.evictIfPresent("a"));
		there.putIfAbsent("b", "1");
		evicts(there, here::clear);
		assertThat(there.get("b")).isNull();
		evicts(there, here::invalidate);
		evicts(there, () -> here.evict(DayOfWeek.MONDAY));
	}

	@ParameterizedTest
	@FieldSource("io.github.clusterboot.cache.CachingTestBase#managers")
	void whatFillsAMissIsNotEvictedElsewhere(Managers managers, Class<?> type) throws Exception {
		Cache here = worker(managers).getBean(CacheManager.class).getCache("owners");
		Cache there = worker(managers).getBean(CacheManager.class).getCache("owners");
		for (String key : List.of("get", "type", "call", "absent", "last")) {
			there.putIfAbsent(key, "there");
		}
		assertThat(here.get("get")).isNull();
		here.put("get", "here");
		assertThat(here.get("type", String.class)).isNull();
		here.put("type", "here");
		here.get("call", () -> "here");
		here.putIfAbsent("absent", "here");
		here.evict("last");
		Awaitility.await().until(() -> there.get("last") == null);
		for (String key : List.of("get", "type", "call", "absent")) {
			assertThat(there.get(key, String.class)).as(key).isEqualTo("there");
			assertThat(here.get(key, String.class)).as(key).isEqualTo("here");
		}
		there.putIfAbsent("get", "there");
		evicts(there, () -> here.put("a", "1"));
		here.put("get", "news");
		Awaitility.await().until(() -> there.get("get") == null);
	}

	@Test
	void whatIsPutBeforeThisWorkerTakesConnectionsIsNotEvictedElsewhere() {
		List<@Nullable Integer> told = new ArrayList<>();
		AtomicBoolean serves = new AtomicBoolean();
		LocalEntries entries = new LocalEntries(new ConcurrentHashMap<>(), told::add, serves::get);
		entries.put("filled");
		entries.evicted("evicted");
		serves.set(true);
		entries.put("put");
		assertThat(told).containsExactly("evicted".hashCode(), "put".hashCode());
	}

	@Test
	void workerThatDoesNotTakeEvictionsEvictsAllLater() {
		RefusingMailbox mailbox = new RefusingMailbox();
		try (Evictions evictions = new Evictions(mailbox, "cache/manager", () -> true)) {
			LocalEntries entries = evictions.share("owners", new ConcurrentHashMap<>());
			entries.evicted("a");
			Awaitility.await().until(() -> mailbox.refused.get() > 0);
			mailbox.refusing = false;
			Awaitility.await().until(() -> mailbox.sent.equals(List.of("7 [] *")));
			entries.evicted("a");
			Awaitility.await().until(() -> mailbox.sent.size() == 2);
			assertThat(mailbox.sent.get(1)).isEqualTo("7 [owners] " + "a".hashCode());
		}
	}

	/**
	 * Each pass over the pending ones could begin retries of its own.
	 */
	@Test
	void workerThatDoesNotTakeEvictionsIsTriedAgainOnce() {
		RefusingMailbox mailbox = new RefusingMailbox();
		try (Evictions evictions = new Evictions(mailbox, "cache/manager", () -> true)) {
			LocalEntries entries = evictions.share("owners", new ConcurrentHashMap<>());
			for (int i = 1; i <= 20; i++) {
				int refused = i;
				entries.evicted("a");
				Awaitility.await().until(() -> mailbox.refused.get() >= refused);
			}
			assertThat(evictions.waiting()).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void allCachesOfAWorkerThatWasBehindAreCleared() {
		RefusingMailbox mailbox = new RefusingMailbox();
		try (Evictions evictions = new Evictions(mailbox, "cache/manager", () -> true)) {
			Map<Object, Object> owners = new ConcurrentHashMap<>(Map.of("a", 1));
			Map<Object, Object> pets = new ConcurrentHashMap<>(Map.of("b", 1));
			evictions.share("owners", owners);
			evictions.share("pets", pets);
			owners.put(1, 1);
			mailbox.receiver.accept(new Mail(7, "cache/manager", null, List.of("owners"), "1 2"));
			Awaitility.await().until(() -> !owners.containsKey(1));
			assertThat(owners).containsKey("a");
			mailbox.receiver.accept(new Mail(7, "cache/manager", null, List.of(), "*"));
			Awaitility.await().until(() -> owners.isEmpty() && pets.isEmpty());
		}
	}

	@Test
	void burstIsAClear() throws Exception {
		Cache here = worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class).getCache("owners");
		Cache there = worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class).getCache("owners");
		there.putIfAbsent(-1, "1");
		for (int i = 0; i < 100_000; i++) {
			here.evict(i);
		}
		Awaitility.await().until(() -> there.get(-1) == null);
	}

	/**
	 * Another worker takes nothing at first.
	 */
	private static final class RefusingMailbox implements Mailbox {

		private final AtomicInteger refused = new AtomicInteger();

		private final List<String> sent = new CopyOnWriteArrayList<>();

		private volatile boolean refusing = true;

		private Consumer<Mail> receiver = (mail) -> {
		};

		@Override
		public Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
			this.receiver = receiver;
			return () -> {
			};
		}

		@Override
		public void send(int worker, String topic, @Nullable Long request, List<String> types, String body)
				throws IOException {
			if (this.refusing) {
				this.refused.incrementAndGet();
				throw new IOException("on purpose");
			}
			this.sent.add(worker + " " + types + " " + body);
		}

		@Override
		public Set<Integer> others() {
			return Set.of(7);
		}

	}

}
