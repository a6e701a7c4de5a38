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

package io.github.clusterboot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ClusterEndpoint} and {@link ClusterEndpointWebExtension}, with a
 * primary that answers.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterEndpointTests {

	private static final ClusterStatus STATUS = new ClusterStatus(
			new ClusterStatus.Primary(71, Instant.EPOCH, Duration.ofSeconds(41)), "os", 2, 2, 1, List.of(),
			new ClusterStatus.Reload("NONE", 0, null), List.of(worker(3), worker(5)));

	private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

	private InJvmPrimary primary;

	private Outcome outcome = Outcome.ACCEPTED;

	private String reason;

	private ClusterEndpoint endpoint;

	private ClusterEndpointWebExtension extension;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer(this::answer);
		Worker worker = this.primary.connectWorker();
		this.endpoint = new ClusterEndpoint(worker);
		this.extension = new ClusterEndpointWebExtension(worker);
	}

	@AfterEach
	void close() throws Exception {
		if (this.primary != null) {
			this.primary.close();
		}
	}

	@Test
	void showsWhatThePrimaryKnows() throws Exception {
		assertThat(this.endpoint.cluster()).isEqualTo(STATUS);
	}

	@Test
	void showsOneWorkerOrNone() throws Exception {
		assertThat(this.endpoint.worker(5)).isEqualTo(worker(5));
		assertThat(this.endpoint.worker(4)).isNull();
	}

	@Test
	void failsWhereThePrimaryIsGone() throws Exception {
		this.primary.close();
		this.primary = null;
		assertThatIOException().isThrownBy(this.endpoint::cluster).withMessageContaining("The primary is gone");
	}

	@Test
	void reloadIsAccepted() throws Exception {
		assertThat(this.extension.change("reload", null).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(Action.RELOAD, null, null);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 1024 })
	void scaleIsAccepted(int workers) throws Exception {
		assertThat(this.extension.change("scale", workers).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(Action.SCALE, null, workers);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(ints = { 0, -1, 1025 })
	void scaleToWhatIsNotAllowedIsABadRequest(Integer workers) throws Exception {
		refuses(this.extension.change("scale", workers), 400, "'workers' has to be a whole number from 1 to 1024");
	}

	@ParameterizedTest
	@ValueSource(strings = { "restart", "kill", "RELOAD", "", "stop" })
	void otherActionOnTheClusterIsABadRequest(String action) throws Exception {
		refuses(this.extension.change(action, 2), 400, "'action' has to be one of 'reload', 'scale'");
	}

	@ParameterizedTest
	@CsvSource({ "restart,RESTART", "disconnect,DISCONNECT", "kill,KILL" })
	void actionOnAWorkerIsAccepted(String action, Action wanted) throws Exception {
		assertThat(this.extension.changeWorker(5, action).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(wanted, 5, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reload", "scale", "Kill", "" })
	void otherActionOnAWorkerIsABadRequest(String action) throws Exception {
		refuses(this.extension.changeWorker(5, action), 400,
				"'action' has to be one of 'restart', 'disconnect', 'kill'");
	}

	@Test
	void unknownWorkerIsNotFound() throws Exception {
		this.outcome = Outcome.UNKNOWN_WORKER;
		this.reason = "there is no worker 4";
		WebEndpointResponse<?> response = this.extension.changeWorker(4, "kill");
		assertThat(this.commands.remove().worker()).isEqualTo(4);
		refuses(response, 404, "there is no worker 4");
	}

	@Test
	void whatThePrimaryRefusesIsAConflict() throws Exception {
		this.outcome = Outcome.REFUSED;
		this.reason = "worker 5 is the only one";
		WebEndpointResponse<?> response = this.extension.changeWorker(5, "disconnect");
		assertThat(this.commands.remove().worker()).isEqualTo(5);
		refuses(response, 409, "worker 5 is the only one");
	}

	private void refuses(WebEndpointResponse<?> response, int status, String message) {
		assertThat(response.getStatus()).isEqualTo(status);
		assertThat(response.getBody()).hasToString("{message=" + message + "}");
		assertThat(this.commands).as("told the primary").isEmpty();
	}

	private Message answer(Message message) {
		if (message instanceof Message.StatusQuery query) {
			return new Message.Status(query.request(), STATUS);
		}
		if (message instanceof Command command) {
			this.commands.add(command);
			return new CommandResult(command.request(), this.outcome, this.reason);
		}
		return null;
	}

	private static ClusterStatus.Worker worker(int id) {
		return new ClusterStatus.Worker(id, id - 3, 90L, "LISTENING", 2, Instant.EPOCH, Duration.ofSeconds(5), 0, null,
				new ClusterStatus.Memory(1, 2, 3), 0.5, 6, 7);
	}

}
