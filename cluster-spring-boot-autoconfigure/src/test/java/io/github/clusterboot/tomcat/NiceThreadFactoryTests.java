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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NiceThreadFactory}.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX)
class NiceThreadFactoryTests {

	@Test
	void threadsAreNicerThanWhoStartsThem() throws Exception {
		int own = NiceThreadFactory.ownNice();
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3)) {
			assertThat(niceOfAThreadOf(factory)).isEqualTo(Math.min(NiceThreadFactory.NICEST, own + 3));
			assertThat(niceOfAThreadOf(factory)).isEqualTo(Math.min(NiceThreadFactory.NICEST, own + 3));
			assertThat(NiceThreadFactory.ownNice()).isEqualTo(own);
			assertThat(niceOfAThreadOf(Thread::new)).as("another thread").isEqualTo(own);
		}
	}

	@Test
	void threadsGiveWayNoMoreEvenIfANiceOneStartsThem() throws Exception {
		int own = NiceThreadFactory.ownNice();
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3)) {
			CompletableFuture<Integer> nice = new CompletableFuture<>();
			factory.newThread(() -> {
				try {
					assertThat(NiceThreadFactory.ownNice()).isEqualTo(Math.min(NiceThreadFactory.NICEST, own + 3));
					factory.giveWayNoMore();
					nice.complete(niceOfAThreadOf(factory));
				}
				catch (Exception | AssertionError ex) {
					nice.completeExceptionally(ex);
				}
			}).start();
			assertThat(nice.get(10, TimeUnit.SECONDS)).isEqualTo(own);
		}
	}

	@Test
	void noThreadIsNicerThanTheNicest() throws Exception {
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 100)) {
			assertThat(niceOfAThreadOf(factory)).isEqualTo(NiceThreadFactory.NICEST);
		}
	}

	@Test
	void threadsAreMadeWhereTheProgramIsMissing() throws Exception {
		int own = NiceThreadFactory.ownNice();
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3, "/no/renice")) {
			assertThat(niceOfAThreadOf(factory)).isEqualTo(own);
		}
	}

	@Test
	void threadsAreMadeWhereTheProgramDoesNothing() throws Exception {
		int own = NiceThreadFactory.ownNice();
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3, "true")) {
			assertThat(niceOfAThreadOf(factory)).isEqualTo(own);
		}
	}

	@Test
	void threadsAreMadeAfterItIsClosed() throws Exception {
		NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3);
		factory.close();
		assertThat(niceOfAThreadOf(factory)).isEqualTo(NiceThreadFactory.ownNice());
	}

	@Test
	void whatIsWrongWithAStartIsToldToWhoStarts() {
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.NORM_PRIORITY, 3)) {
			Thread thread = factory.newThread(() -> {
			});
			thread.start();
			assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(thread::start);
		}
	}

	@Test
	void threadsAreAsTomcatMakesThem() {
		try (NiceThreadFactory factory = new NiceThreadFactory("test", true, Thread.MIN_PRIORITY, 3)) {
			Thread first = factory.newThread(() -> {
			});
			assertThat(first.getName()).isEqualTo("test-exec-1");
			assertThat(first.isDaemon()).isTrue();
			assertThat(first.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
			assertThat(factory.newThread(first).getName()).isEqualTo("test-exec-2");
		}
	}

	@Test
	void niceValueIsFoundBehindAnyName() {
		assertThat(NiceThreadFactory.nice("12 (a) b (c) S 1 2 3 0 -1 4194304 5 6 7 8 9 10 11 12 30 7 1 0 99"))
			.isEqualTo(7);
		assertThat(NiceThreadFactory.nice("12 (java) R 1 2 3 0 -1 4194304 5 6 7 8 9 10 11 12 15 -5 1 0 99\n"))
			.isEqualTo(-5);
	}

	private static int niceOfAThreadOf(ThreadFactory factory) throws Exception {
		CompletableFuture<Integer> nice = new CompletableFuture<>();
		factory.newThread(() -> {
			try {
				nice.complete(NiceThreadFactory.ownNice());
			}
			catch (IOException ex) {
				nice.completeExceptionally(new UncheckedIOException(ex));
			}
		}).start();
		return nice.get(10, TimeUnit.SECONDS);
	}

}
