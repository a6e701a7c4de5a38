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

package io.github.clusterboot.worker;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaderRole}.
 */
class LeaderRoleTests {

	private final List<Message> sent = new ArrayList<>();

	private final LeaderRole role = new LeaderRole(this.sent::add);

	@Test
	void nothingBeginsWithoutTheRole() {
		assertThat(this.role.begin()).isFalse();
		this.role.lead();
		assertThat(this.role.isLeader()).isTrue();
		assertThat(this.role.begin()).isTrue();
		this.role.end();
		assertThat(this.sent).isEmpty();
	}

	@Test
	void whatRunsIsWaitedForBeforeThePrimaryIsTold() {
		this.role.lead();
		this.role.begin();
		this.role.begin();
		this.role.stop();
		assertThat(this.role.isLeader()).isFalse();
		assertThat(this.role.begin()).isFalse();
		this.role.end();
		assertThat(this.sent).isEmpty();
		this.role.end();
		assertThat(this.sent).containsExactly(new LeaderMessage.Stopped(false));
	}

	@Test
	void eachTimeThatItIsToStopIsAnswered() {
		this.role.lead();
		this.role.stop();
		this.role.lead();
		this.role.stop();
		assertThat(this.sent).containsExactly(new LeaderMessage.Stopped(false), new LeaderMessage.Stopped(false));
	}

	@Test
	void aWorkerThatDrainsTellsItUnaskedAndLeadsNoMore() {
		this.role.lead();
		this.role.begin();
		assertThat(this.role.drain()).isOne();
		assertThat(this.role.drain()).isOne();
		this.role.end();
		assertThat(this.role.drain()).isZero();
		assertThat(this.sent).containsExactly(new LeaderMessage.Stopped(true));
		this.role.lead();
		assertThat(this.role.begin()).isFalse();
		assertThat(this.sent).containsExactly(new LeaderMessage.Stopped(true));
	}

}
