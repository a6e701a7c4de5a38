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
import java.util.List;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionsInMemory}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionsInMemoryTests {

	private static final String WARNING = "A session was created in the memory of this worker, one of 2";

	private static final Predicate<Thread> OF_WARNING = (thread) -> thread.getName().equals("cluster-session-warning");

	private InJvmPrimary primary;

	private SessionsInMemory sessions;

	private volatile int workers = 2;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status()) : null);
		this.sessions = new SessionsInMemory(this.primary.connectWorker(), "there is none");
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void warnsOfTheFirstSessionOnly(CapturedOutput output) {
		this.sessions.created();
		Awaitility.await().until(() -> output.getOut().contains(WARNING));
		this.sessions.created();
		assertThat(output.getOut()).containsOnlyOnce(WARNING).contains("there is none");
		this.primary.awaitMessage(Message.StatusQuery.class, 1);
	}

	@Test
	void otherWorkersDoNotRepeatIt(CapturedOutput output) throws Exception {
		this.sessions.created();
		Awaitility.await().until(() -> output.getOut().contains(WARNING));
		SessionsInMemory other = new SessionsInMemory(this.primary.connectWorker(), "there is none");
		other.created();
		this.primary.awaitMessage(Message.StatusQuery.class, 2);
		Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(OF_WARNING));
		assertThat(output.getOut()).containsOnlyOnce(WARNING);
	}

	@Test
	void aSingleWorkerKnowsAllSessionsUntilThereAreMore(CapturedOutput output) {
		this.workers = 1;
		this.sessions.created();
		this.primary.awaitMessage(Message.StatusQuery.class, 1);
		this.workers = 2;
		Awaitility.await().until(() -> {
			this.sessions.created();
			return output.getOut().contains(WARNING);
		});
	}

	private ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, this.workers, 0,
				0, List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of());
	}

}
