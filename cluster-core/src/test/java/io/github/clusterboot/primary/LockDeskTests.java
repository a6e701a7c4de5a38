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

package io.github.clusterboot.primary;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoopGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.LockMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockDesk}.
 */
class LockDeskTests {

	private final DefaultEventLoopGroup eventLoop = new DefaultEventLoopGroup(1);

	private final Set<Integer> alive = ConcurrentHashMap.newKeySet();

	private final List<String> answers = new CopyOnWriteArrayList<>();

	private final LockDesk desk = new LockDesk(this.eventLoop, this.alive::contains,
			(worker, answer) -> this.answers.add(worker + " " + answer));

	LockDeskTests() {
		this.alive.addAll(Set.of(1, 2));
	}

	@AfterEach
	void close() {
		this.eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void workersAreAnswered() throws Exception {
		wanted(1, 7, true);
		wanted(2, 5, false);
		assertThat(this.answers).containsExactly("1 Answer[request=7, outcome=GRANTED]",
				"2 Answer[request=5, outcome=TAKEN]");
	}

	@Test
	void deathFreesALock() throws Exception {
		wanted(1, 1, true);
		wanted(2, 1, true);
		dies(1);
		awaitGranted(2, 1);
	}

	@Test
	void whatIsReadAfterTheDeathOfItsWorkerGetsNoLock() throws Exception {
		dies(1);
		wanted(1, 1, true);
		wanted(2, 1, false);
		assertThat(this.answers).containsExactly("2 Answer[request=1, outcome=GRANTED]");
	}

	@Test
	void deathThatIsToldAfterALateRequestFreesItsLock() throws Exception {
		this.eventLoop.submit(() -> {
			this.desk.wanted(1, new LockMessage.Wanted(1, "x", true));
			this.alive.remove(1);
			this.desk.gone(1);
			this.desk.wanted(2, new LockMessage.Wanted(1, "x", true));
		}).get(10, TimeUnit.SECONDS);
		awaitGranted(2, 1);
	}

	@Test
	void lockIsKeptForAWhileThoughItsWorkerIsGone() throws Exception {
		wanted(1, 1, true);
		long start = System.nanoTime();
		released(1, 1, 300);
		dies(1);
		wanted(2, 1, false);
		wanted(2, 2, true);
		awaitGranted(2, 2);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
	}

	@Test
	void waitThatIsGivenUpKeepsNothing() throws Exception {
		wanted(1, 1, true);
		wanted(2, 1, true);
		released(2, 1, TimeUnit.HOURS.toMillis(1));
		released(1, 1, 0);
		wanted(2, 2, false);
		awaitGranted(2, 2);
	}

	@Test
	void deathAfterTheEndOfTheEventLoopIsIgnored() {
		this.eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
		this.desk.gone(1);
		assertThat(this.answers).isEmpty();
	}

	private void wanted(int worker, int request, boolean patient) throws Exception {
		this.eventLoop.submit(() -> this.desk.wanted(worker, new LockMessage.Wanted(request, "x", patient)))
			.get(10, TimeUnit.SECONDS);
	}

	private void released(int worker, int request, long keepMillis) throws Exception {
		this.eventLoop.submit(() -> this.desk.released(worker, new LockMessage.Released(request, "x", keepMillis)))
			.get(10, TimeUnit.SECONDS);
	}

	private void dies(int worker) {
		this.alive.remove(worker);
		this.desk.gone(worker);
	}

	private void awaitGranted(int worker, int request) {
		String granted = "%d Answer[request=%d, outcome=GRANTED]".formatted(worker, request);
		Awaitility.await().until(() -> this.answers.contains(granted));
	}

}
