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
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpoint}, {@link ClusterEndpointWebExtension},
 * {@link ClusterEndpointJmxExtension} and {@link ClusterEventsEndpoint}, with a primary
 * that answers.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterEndpointTests {

	private static final ClusterStatus STATUS = new ClusterStatus(
			new ClusterStatus.Primary(71, Instant.EPOCH, Duration.ofSeconds(41)), "os", 2, 2, 0, 1, List.of(),
			new ClusterStatus.Reload("NONE", 0, null), List.of(worker(3), worker(5)));

	private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

	private InJvmPrimary primary;

	private Outcome outcome = Outcome.ACCEPTED;

	private String reason;

	private ClusterEndpoint endpoint;

	private ClusterEventsEndpoint events;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer(this::answer);
		Worker worker = this.primary.connectWorker();
		this.endpoint = new ClusterEndpoint(worker);
		this.events = new ClusterEventsEndpoint(worker);
	}

	@AfterEach
	void close() throws Exception {
		if (this.primary != null) {
			this.primary.close();
		}
	}

	@Test
	void showsWhatThePrimaryKnows() throws Exception {
		assertThat(this.endpoint.cluster().value()).isEqualTo(STATUS);
	}

	@Test
	void showsOneWorkerOrNone() throws Exception {
		refuses(this.endpoint.worker("1234567890"), 404, "there is no worker 1234567890");
		assertThat(this.endpoint.worker("5").getBody()).isEqualTo(new IsolatedBody<>(worker(5)));
		refuses(this.endpoint.worker("4"), 404, "there is no worker 4");
	}

	@Test
	void reloadIsAccepted() throws Exception {
		assertThat(this.endpoint.change("reload", null).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(Action.RELOAD, null, null);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 1024 })
	void scaleIsAccepted(int workers) throws Exception {
		assertThat(this.endpoint.change("scale", String.valueOf(workers)).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(Action.SCALE, null, workers);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "0", "-1", "1025", "10000", "99999999999", "three", "2.5", "3 ", "", "true" })
	void scaleToWhatIsNotAllowedIsABadRequest(String workers) throws Exception {
		refuses(this.endpoint.change("scale", workers), 400, "'workers' has to be a whole number from 1 to 1024");
	}

	@Test
	void numberOfWorkersWithAReloadIsABadRequest() throws Exception {
		refuses(this.endpoint.change("reload", "3"), 400, "'workers' goes with the action 'scale' only");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "restart", "kill", "RELOAD", "", "stop", "null" })
	void otherActionOnTheClusterIsABadRequest(String action) throws Exception {
		refuses(this.endpoint.change(action, "2"), 400, "'action' has to be one of 'reload', 'scale'");
	}

	@ParameterizedTest
	@CsvSource({ "restart,RESTART", "disconnect,DISCONNECT", "kill,KILL" })
	void actionOnAWorkerIsAccepted(String action, Action wanted) throws Exception {
		assertThat(this.endpoint.changeWorker("5", action).getStatus()).isEqualTo(202);
		assertThat(this.commands.remove()).extracting(Command::action, Command::worker, Command::workers)
			.containsExactly(wanted, 5, null);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "reload", "scale", "Kill", "" })
	void otherActionOnAWorkerIsABadRequest(String action) throws Exception {
		refuses(this.endpoint.changeWorker("5", action), 400,
				"'action' has to be one of 'restart', 'disconnect', 'kill'");
	}

	@Test
	void unknownWorkerIsNotFound() throws Exception {
		this.outcome = Outcome.UNKNOWN_WORKER;
		this.reason = "there is no worker 4";
		WebEndpointResponse<?> response = this.endpoint.changeWorker("4", "kill");
		assertThat(this.commands.remove().worker()).isEqualTo(4);
		refuses(response, 404, "there is no worker 4");
	}

	@Test
	void whatThePrimaryRefusesIsAConflict() throws Exception {
		this.outcome = Outcome.REFUSED;
		this.reason = "worker 5 is the only one";
		WebEndpointResponse<?> response = this.endpoint.changeWorker("5", "disconnect");
		assertThat(this.commands.remove().worker()).isEqualTo(5);
		refuses(response, 409, "worker 5 is the only one");
	}

	@ParameterizedTest
	@ValueSource(strings = { "first", "1.0", "", "99999999999" })
	void idThatIsNoNumberIsABadRequest(String id) throws Exception {
		String message = "the id of a worker has to be a whole number";
		refuses(this.endpoint.changeWorker(id, "kill"), 400, message);
		refuses(this.endpoint.worker(id), 400, message);
	}

	@Test
	void shapeOfWhatIsShownDoesNotDependOnTheApplication() throws Exception {
		JsonMapper endpointMapper = JsonMapper.builder()
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(Include.NON_NULL))
			.build();
		Object cluster = this.endpoint.cluster();
		assertThat(cluster).isInstanceOf(OperationResponseBody.class);
		assertThat(endpointMapper.valueToTree(cluster).toString())
			.isEqualTo(JsonMapper.shared().valueToTree(STATUS).toString())
			.contains("\"message\":null", "\"lastExit\":null");
		Object worker = this.endpoint.worker("5").getBody();
		assertThat(worker).isInstanceOf(OperationResponseBody.class);
		assertThat(endpointMapper.valueToTree(worker).toString())
			.isEqualTo(JsonMapper.shared().valueToTree(worker(5)).toString());
	}

	@Test
	void showsWhatHappened() throws Exception {
		assertThat(this.events.events(null).events()).containsExactly(event(1), event(2));
		assertThat(this.events.events(1L).events()).containsExactly(event(2));
	}

	@Test
	void outsideAClusterNothingIsShownAndEverythingRefused() throws Exception {
		ClusterEndpoint endpoint = new ClusterEndpoint(null);
		assertThat(endpoint.cluster()).isNull();
		assertThat(endpoint.worker("1").getStatus()).isEqualTo(404);
		refuses(endpoint.change("reload", null), 409, "this process is no worker of a cluster");
		assertThat(new ClusterEventsEndpoint(null).events(null)).isNull();
	}

	private static LoggedEvent event(long number) {
		return new LoggedEvent(number, Instant.EPOCH, "FORKED", 0, 1, 90L, 1, null, null, "forked");
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
		if (message instanceof Message.EventsQuery query) {
			return new Message.Events(query.request(),
					Stream.of(event(1), event(2)).filter((event) -> event.number() > query.after()).toList());
		}
		if (message instanceof Command command) {
			this.commands.add(command);
			return new CommandResult(command.request(), this.outcome, this.reason, null);
		}
		return null;
	}

	private static ClusterStatus.Worker worker(int id) {
		return new ClusterStatus.Worker(id, id - 3, 90L, "LISTENING", false, 2, Instant.EPOCH, Duration.ofSeconds(5), 0,
				null, new ClusterStatus.Memory(1, 2, 3), 0.5, 6, 7, false);
	}

}
