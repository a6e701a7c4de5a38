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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.Fleet;
import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandDesk} and what is shown of a {@link Fleet}.
 */
class CommandDeskTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final int ASKER = 99;

	private final List<Action> actions = new ArrayList<>();

	private final Fleet fleet = new Fleet(
			new FleetSettings(2, 0, new RestartPolicy(Mode.ON_FAILURE, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1),
					Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30),
					Duration.ZERO, RecyclePolicy.NEVER, Duration.ZERO),
			(event) -> {
			}, () -> 0, InstantSource.fixed(NOW));

	@BeforeEach
	void start() {
		this.fleet.begin();
		this.fleet.reconcile(0);
		this.fleet.workers().forked(1, 90);
		this.fleet.workers().accepting(1, 0);
		this.fleet.reconcile(0);
	}

	@Test
	void commandsReachTheSupervisor() {
		assertThat(handle(Command.Action.RELOAD, null, null))
			.isEqualTo(new CommandResult(7, Outcome.ACCEPTED, null, 2));
		assertThat(handle(Command.Action.SCALE, null, 3)).isEqualTo(new CommandResult(7, Outcome.ACCEPTED, null, null));
		assertThat(handle(Command.Action.RESTART, 1, null))
			.isEqualTo(new CommandResult(7, Outcome.ACCEPTED, null, null));
		assertThat(handle(Command.Action.DISCONNECT, 2, null))
			.isEqualTo(new CommandResult(7, Outcome.ACCEPTED, null, null));
		assertThat(this.actions).containsExactly(new Action.PrepareGeneration(2), new Action.Fork(3, 2, 1),
				new Action.Fork(4, 0, 1), new Action.Kill(2));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(ints = { 0, -1 })
	void scaleToNothingIsRefused(Integer workers) {
		assertThat(handle(Command.Action.SCALE, null, workers))
			.isEqualTo(new CommandResult(7, Outcome.REFUSED, "the number of workers has to be from 1 to 1024", null));
		assertThat(this.actions).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "RESTART", "DISCONNECT", "KILL" })
	void workerHasToBeKnown(Command.Action action) {
		assertThat(handle(action, 9, null))
			.isEqualTo(new CommandResult(7, Outcome.UNKNOWN_WORKER, "there is no worker 9", null));
		assertThat(handle(action, null, null).outcome()).isEqualTo(Outcome.UNKNOWN_WORKER);
		assertThat(this.actions).isEmpty();
	}

	@Test
	void refusalOfTheSupervisorIsToldWithItsReason() {
		handle(Command.Action.DISCONNECT, 2, null);
		assertThat(handle(Command.Action.DISCONNECT, 1, null))
			.isEqualTo(new CommandResult(7, Outcome.REFUSED, "worker 1 is the only one", null));
	}

	@Test
	void statusTellsOfTheWorkersAndTheSlotsGivenUp() throws Exception {
		this.fleet.workers().heartbeat(1, new Heartbeat(1, 2, 3, 0.5, 4, 5, 0), false, 1000);
		this.fleet.workers().accepting(2, 1000);
		handle(Command.Action.SCALE, null, 3);
		this.fleet.workers().exited(3, Exit.of(137), false, 1500);
		this.fleet.reconcile(1500);
		InetSocketAddress listener = new InetSocketAddress(InetAddress.getByName("::"), 8080);
		ClusterStatus status = this.fleet.status(new ClusterStatus.Primary(71, NOW, Duration.ofMillis(2000)),
				"round-robin", List.of(listener), 2000);
		assertThat(status.primary().pid()).isEqualTo(71);
		assertThat(status.primary().uptime()).hasMillis(2000);
		assertThat(status.schedulingPolicy()).isEqualTo("round-robin");
		assertThat(status.wanted()).isEqualTo(3);
		assertThat(status.listeners()).containsExactly(new ClusterStatus.Listener("0.0.0.0", 8080));
		assertThat(status.reload()).isEqualTo(new ClusterStatus.Reload("NONE", 0, null));
		assertThat(status.workers()).extracting(ClusterStatus.Worker::state)
			.containsExactly("LISTENING", "LISTENING", "FAILED");
		assertThat(status.workers().get(0)).isEqualTo(new ClusterStatus.Worker(1, 0, 90L, "LISTENING", false, 1, NOW,
				Duration.ofSeconds(2), 0, null, new ClusterStatus.Memory(1, 2, 3), 0.5, 4, 5, true));
		ClusterStatus.Worker failed = status.workers().get(2);
		assertThat(failed.id()).isEqualTo(3);
		assertThat(failed.pid()).isNull();
		assertThat(failed.lastExit()).isEqualTo(new ClusterStatus.LastExit(137, "SIGKILL", NOW));
	}

	@Test
	void workerThatIsToKillItselfMayAnswerFirst() {
		assertThat(CommandDesk.handle(new Command(7, Command.Action.KILL, 1, null), 1, this.fleet, 1000))
			.isEqualTo(new CommandResult(7, Outcome.ACCEPTED, null, null));
		assertThat(this.fleet.reconcile(1999)).containsExactly(new Action.StopLeading(1));
		assertThat(this.fleet.reconcile(2000)).containsExactly(new Action.Kill(1));
	}

	private CommandResult handle(Command.Action action, Integer worker, Integer workers) {
		CommandResult result = CommandDesk.handle(new Command(7, action, worker, workers), ASKER, this.fleet, 1000);
		this.actions.addAll(this.fleet.reconcile(1000));
		return result;
	}

}
