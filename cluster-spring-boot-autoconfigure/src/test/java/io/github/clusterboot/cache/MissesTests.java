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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Misses}.
 */
class MissesTests {

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final Misses misses = new Misses(this.nanoTime::get);

	@Test
	void putOfThatThreadFollowsAMissOnce() {
		this.misses.add("a");
		assertThat(this.misses.remove("b")).isFalse();
		assertThat(this.misses.remove(copy("a"))).isTrue();
		assertThat(this.misses.remove("a")).isFalse();
	}

	@Test
	void putOfAnotherThreadFollowsNone() {
		this.misses.add("a");
		assertThat(removeElsewhere("a")).isFalse();
		assertThat(this.misses.remove("a")).isTrue();
	}

	@Test
	void putOfAnyThreadFollowsOneThatIsLeftToItWithTheSameKey() {
		String key = copy("a");
		this.misses.add(key);
		this.misses.leaveToAnyThread(key);
		assertThat(this.misses.remove("a")).isFalse();
		assertThat(removeElsewhere(key)).isTrue();
		assertThat(this.misses.remove(key)).isFalse();
	}

	@Test
	void laterPutIsNotTheOneThatFollows() {
		this.misses.add("a");
		this.misses.add("b");
		this.nanoTime.addAndGet(Duration.ofSeconds(59).toNanos());
		assertThat(this.misses.remove("a")).isTrue();
		this.nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.misses.remove("b")).isFalse();
	}

	@Test
	void oldestAreForgotten() {
		for (int i = 0; i <= 10_000; i++) {
			this.misses.add(i);
		}
		assertThat(this.misses.remove(0)).isFalse();
		assertThat(this.misses.remove(1)).isTrue();
	}

	private boolean removeElsewhere(Object key) {
		return CompletableFuture.supplyAsync(() -> this.misses.remove(key)).join();
	}

	private static String copy(String text) {
		return new String(text.toCharArray());
	}

}
