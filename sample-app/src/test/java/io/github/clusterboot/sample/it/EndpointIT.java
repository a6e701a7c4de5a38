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

package io.github.clusterboot.sample.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The actuator endpoints {@code cluster} and {@code clusterevents} of a real cluster.
 */
@ClusterTest
class EndpointIT {

	private static final String CLUSTER = "/actuator/cluster";

	private static SampleCluster cluster;

	private static Map<Integer, Worker> workers;

	private static JsonNode reload;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
		workers = cluster.workers();
		reload = state().path("reload");
	}

	@AfterEach
	void clusterIsUnharmed() {
		Map<Integer, Worker> now = cluster.awaitWorkers(2);
		cluster.awaitAnswersFrom(cluster.workerPids());
		assertThat(cluster.isRunning()).isTrue();
		workers = now;
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
			{"action": "explode"}                        ; 400 ; 'reload', 'scale'
			{"action": "restart"}                        ; 400 ; 'reload', 'scale'
			{"action": "RELOAD"}                         ; 400 ; 'reload', 'scale'
			{"action": ""}                               ; 400 ; 'reload', 'scale'
			{"action": null}                             ; 400 ; 'reload', 'scale'
			{"action": 1}                                ; 400 ; 'reload', 'scale'
			{}                                           ; 400 ; 'reload', 'scale'
			{"acton": "reload"}                          ; 400 ; 'reload', 'scale'
			``                                           ; 400 ; 'reload', 'scale'
			null                                         ; 400 ; 'reload', 'scale'
			{"action": "scale"}                          ; 400 ; from 1 to 1024
			{"action": "scale", "workers": null}         ; 400 ; from 1 to 1024
			{"action": "scale", "workers": 0}            ; 400 ; from 1 to 1024
			{"action": "scale", "workers": -1}           ; 400 ; from 1 to 1024
			{"action": "scale", "workers": 10000}        ; 400 ; from 1 to 1024
			{"action": "scale", "workers": 99999999999}  ; 400 ; from 1 to 1024
			{"action": "scale", "workers": 2.5}          ; 400 ; from 1 to 1024
			{"action": "scale", "workers": true}         ; 400 ; from 1 to 1024
			{"action": "scale", "workers": "three"}      ; 400 ; from 1 to 1024
			{"action": "scale", "worker": 3}             ; 400 ; from 1 to 1024
			{"action": "reload", "workers": 3}           ; 400 ; 'scale' only
			{"action": "scale", "workers": [3]}          ; 400 ; JSON object
			{"action": {"name": "reload"}}               ; 400 ; JSON object
			{"action": "reload"                          ; 400 ; JSON object
			action=reload                                ; 400 ; JSON object
			["reload"]                                   ; 400 ; JSON object
			"reload"                                     ; 400 ; JSON object
			""")
	void badInputIsRefusedWithWhatIsAllowed(String body, int status, String allowed) {
		expectRefusal(cluster.http().post(CLUSTER, body), status, allowed);
		assertThat(state().path("wanted").asInt()).isEqualTo(2);
		assertThat(state().path("reload")).isEqualTo(reload);
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
			any         ; {"action": "explode"}    ; 400 ; 'restart', 'disconnect', 'kill'
			any         ; {"action": "reload"}     ; 400 ; 'restart', 'disconnect', 'kill'
			any         ; {}                       ; 400 ; 'restart', 'disconnect', 'kill'
			any         ; {"action":               ; 400 ; JSON object
			4711        ; {"action": "kill"}       ; 404 ; no worker 4711
			0           ; {"action": "kill"}       ; 404 ; no worker 0
			-1          ; {"action": "restart"}    ; 404 ; no worker -1
			first       ; {"action": "kill"}       ; 400 ; whole number
			1.0         ; {"action": "disconnect"} ; 400 ; whole number
			99999999999 ; {"action": "kill"}       ; 400 ; whole number
			""")
	void badInputAboutAWorkerIsRefusedWithWhatIsAllowed(String id, String body, int status, String allowed) {
		String path = CLUSTER + "/" + (id.equals("any") ? workers.get(0).id() : id);
		expectRefusal(cluster.http().post(path, body), status, allowed);
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			POST   ; /actuator/cluster   ; text/plain                        ; 415 ; application/json
			POST   ; /actuator/cluster   ; application/x-www-form-urlencoded ; 415 ; application/json
			POST   ; /actuator/cluster/1 ; application/xml                   ; 415 ; application/json
			DELETE ; /actuator/cluster   ; application/json                  ; 405 ; GET or POST
			PUT    ; /actuator/cluster/1 ; application/json                  ; 405 ; GET or POST
			PATCH  ; /actuator/cluster   ; application/json                  ; 405 ; GET or POST
			""")
	void wrongKindOfRequestIsRefusedWithWhatIsAllowed(String method, String path, String contentType, int status,
			String allowed) {
		expectRefusal(cluster.http().send(method, path, contentType, "{\"action\": \"reload\"}"), status, allowed);
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	@Test
	void hugeBodyIsRefused() {
		String huge = "x".repeat(8 << 20);
		expectRefusal(cluster.http().post(CLUSTER, "{\"action\": \"" + huge + "\"}"), 400, "'reload', 'scale'");
		expectRefusal(cluster.http().post(CLUSTER, "[".repeat(100_000)), 400, "JSON object");
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	@ParameterizedTest
	@CsvSource({ "4711, 404, no worker 4711", "first, 400, whole number" })
	void workerThatThereIsNotCannotBeRead(String id, int status, String allowed) {
		expectRefusal(cluster.http().get(CLUSTER + "/" + id), status, allowed);
	}

	@Test
	void showsTheClusterAndEachWorker() {
		JsonNode state = state();
		assertThat(state.propertyNames()).containsExactly("primary", "schedulingPolicy", "generation", "wanted",
				"standby", "restarts", "listeners", "reload", "workers");
		assertThat(state.path("primary").path("pid").asLong()).isEqualTo(cluster.pid());
		assertThat(state.path("listeners").path(0).path("port").asInt()).isEqualTo(cluster.port());
		state.path("workers").forEach((worker) -> {
			assertThat(worker.propertyNames()).containsExactly("id", "slot", "pid", "state", "standby", "generation",
					"startedAt", "uptime", "restarts", "lastExit", "memory", "cpu", "connections", "requests",
					"leader");
			Worker known = cluster.workers().get(worker.path("slot").asInt());
			assertThat(worker.path("pid").asLong()).isEqualTo(known.pid());
			JsonNode alone = cluster.http().get(CLUSTER + "/" + known.id()).json();
			assertThat(alone.path("pid").asLong()).isEqualTo(known.pid());
		});
		assertThat(state.path("workers")).filteredOn((worker) -> worker.path("leader").asBoolean()).hasSize(1);
	}

	/**
	 * Whichever worker is asked, also if it is the one that is to be killed.
	 */
	@Test
	void killIsAnsweredAndTold() {
		for (Worker worker : List.copyOf(workers.values())) {
			Exchange kill = cluster.http().post(CLUSTER + "/" + worker.id(), "{\"action\": \"kill\"}");
			assertThat(kill.status()).as(kill.toString()).isEqualTo(202);
			assertThat(cluster.awaitExit(worker).group(2)).isEqualTo("SIGKILL");
			cluster.awaitWorkers(2);
			assertThat(events()).anySatisfy((event) -> {
				assertThat(event.path("type").asString()).isEqualTo("EXITED");
				assertThat(event.path("worker").asInt()).isEqualTo(worker.id());
				assertThat(event.path("slot").asInt()).isEqualTo(worker.slot());
				assertThat(event.path("pid").asLong()).isEqualTo(worker.pid());
				assertThat(event.path("generation").asInt()).isEqualTo(state().path("generation").asInt());
				assertThat(event.path("exit").path("code").asInt()).isEqualTo(137);
				assertThat(event.path("exit").path("signal").asString()).isEqualTo("SIGKILL");
			});
		}
		List<JsonNode> events = events();
		long last = events.get(events.size() - 1).path("number").asLong();
		assertThat(last - events.get(0).path("number").asLong()).isEqualTo(events.size() - 1);
		assertThat(cluster.http().get("/actuator/clusterevents?after=" + (last - 2)).json().path("events")).hasSize(2);
		assertThat(cluster.http().get("/actuator/clusterevents?after=" + last).json().path("events")).isEmpty();
	}

	private static JsonNode state() {
		Exchange exchange = cluster.http().get(CLUSTER);
		assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
		return exchange.json();
	}

	private static List<JsonNode> events() {
		List<JsonNode> events = new ArrayList<>();
		cluster.http().get("/actuator/clusterevents").json().path("events").forEach(events::add);
		return events;
	}

	private static void expectRefusal(Exchange exchange, int status, String allowed) {
		assertThat(exchange.status()).as(exchange.toString()).isEqualTo(status);
		assertThat(exchange.json().path("message").asString()).contains(allowed);
	}

}
