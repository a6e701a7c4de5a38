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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Two workers share the ports that their primary has opened, and has found as they are
 * left to it.
 */
@ClusterTest
@ParameterizedClass
@EnumSource(Policy.class)
class SharingIT {

	private static final String STARTED = Application.WEB_SERVER + " started on port (\\d+) ";

	private static final int CONNECTIONS = 64;

	/**
	 * A worker that gets no processor for a while misses connections, so that one round
	 * may be uneven on a busy machine. What is promised is that this is not usual.
	 */
	private static final int ROUNDS = 5;

	private static Sample sample;

	private static SampleCluster cluster;

	private static int managementPort;

	@Parameter
	Policy policy;

	@BeforeParameterizedClassInvocation
	static void start(Policy policy) {
		sample = Sample.minimal()
			.policy(policy)
			.port(0)
			.arguments("--management.server.port=0", "--cluster.worker.log-startup=all", "--it.text=two words",
					"--it.empty=")
			.jvmFlags("-Dit.flag=inherited by all")
			.environment("JAVA_TOOL_OPTIONS", "-Dit.tool.option=1")
			.environment("JDK_JAVA_OPTIONS", "-Dit.jdk.option=1");
		cluster = sample.start().awaitListening(2);
		cluster.awaitLog(STARTED, 4);
		managementPort = portsOfWebServer().stream().filter((port) -> port != cluster.port()).findFirst().orElseThrow();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		cluster.close();
	}

	@Test
	void bothWorkersAnswerOnOnePortAndThePrimaryNever() {
		assertThat(cluster.workerPids()).hasSize(2).doesNotContain(cluster.pid());
		cluster.awaitAnswersFrom(cluster.workerPids());
	}

	@Test
	void theLogNamesPolicyAndPrimary() {
		assertThat(cluster.output().find("Primary (\\d+) starts 2 workers, scheduling policy " + this.policy))
			.singleElement()
			.satisfies((line) -> assertThat(line.group(1)).isEqualTo(Long.toString(cluster.pid())));
	}

	@Test
	void theFirstWorkerListensBeforeTheOthersAreForked() {
		List<String> lines = cluster.output().lines();
		assertThat(indexOf(lines, "Worker 1 (slot 0, ", "is listening"))
			.isGreaterThan(indexOf(lines, "Worker 1 (slot 0, ", "forked"))
			.isLessThan(indexOf(lines, "Worker 2 (slot 1, ", "forked"));
	}

	private int indexOf(List<String> lines, String start, String end) {
		for (int i = 0; i < lines.size(); i++) {
			if (lines.get(i).contains(start) && lines.get(i).contains(end)) {
				return i;
			}
		}
		throw new AssertionError("No line with '%s' and '%s' in %s".formatted(start, end, cluster));
	}

	@Test
	void logAnswersAndProcessTableAgree() {
		Map<Integer, Worker> workers = cluster.workers();
		assertThat(workers.values()).extracting(Worker::id).containsExactlyInAnyOrder(1, 2);
		assertThat(workers.keySet()).containsExactly(0, 1);
		assertThat(cluster.descendants()).containsExactlyInAnyOrderElementsOf(cluster.workerPids());
		Set<Integer> seen = new HashSet<>();
		cluster.await("both slots answer", () -> {
			JsonNode answer = cluster.http().get("/api/worker").json();
			int slot = answer.required("slot").asInt();
			Worker worker = workers.get(slot);
			assertThat(answer.required("id").asInt()).isEqualTo(worker.id());
			assertThat(answer.required("pid").asLong()).isEqualTo(worker.pid());
			seen.add(slot);
			return seen.size() == 2;
		});
	}

	@Test
	void aWorkerFindsIdAndSlotInItsEnvironment() {
		for (Worker worker : cluster.workers().values()) {
			assertThat(Processes.environment(worker.pid())).contains("CLUSTER_WORKER_ID=" + worker.id(),
					"CLUSTER_WORKER_SLOT=" + worker.slot());
		}
	}

	@Test
	void aWorkerInheritsJvmFlagsAndArguments() {
		List<String> arguments = sample.applicationArguments();
		for (long pid : cluster.workerPids()) {
			List<String> command = Processes.commandLine(pid);
			assertThat(command).containsOnlyOnce("-XX:TieredStopAtLevel=1", "-Dit.flag=inherited by all");
			assertThat(command.subList(command.size() - arguments.size(), command.size())).isEqualTo(arguments);
		}
	}

	@Test
	void aWorkerHasItsShareOfProcessorsAndMemory() {
		for (long pid : cluster.workerPids()) {
			List<String> command = Processes.commandLine(pid);
			assertThat(command).filteredOn((flag) -> flag.matches("-XX:ActiveProcessorCount=[1-9]\\d*")).hasSize(1);
			assertThat(command).filteredOn((flag) -> flag.matches("-Xmx[1-9]\\d*[kKmMgG]?")).hasSize(1);
		}
	}

	@Test
	void optionsFromTheEnvironmentAreNotDoubled() {
		assertThat(cluster.output().count("Picked up JAVA_TOOL_OPTIONS")).isEqualTo(1);
		assertThat(cluster.output().count("Picked up JDK_JAVA_OPTIONS")).isEqualTo(1);
		for (long pid : cluster.workerPids()) {
			assertThat(Processes.commandLine(pid)).containsOnlyOnce("-Dit.tool.option=1", "-Dit.jdk.option=1");
			assertThat(Processes.environment(pid)).noneMatch((variable) -> variable.startsWith("JAVA_TOOL_OPTIONS=")
					|| variable.startsWith("JDK_JAVA_OPTIONS="));
		}
	}

	@Test
	void aSeparateManagementPortIsSharedToo() {
		for (int i = 0; i < 8; i++) {
			Exchange health = new Http(managementPort).get("/actuator/health");
			assertThat(health.isOk()).as(health.toString()).isTrue();
			assertThat(health.json().required("status").asString()).isIn("UP", "DEGRADED");
		}
	}

	@Test
	void portZeroIsTheSamePortForAllWorkers() {
		assertThat(portsOfWebServer()).containsExactlyInAnyOrder(cluster.port(), cluster.port(), managementPort,
				managementPort);
		assertThat(cluster.port()).isPositive().isNotEqualTo(managementPort);
	}

	private static List<Integer> portsOfWebServer() {
		return cluster.output().find(STARTED).stream().map((line) -> Integer.valueOf(line.group(1))).toList();
	}

	@Test
	void theBusiestWorkerHasNoMoreThanThreeFifthsOfConnectionsThatComeAtOnce() throws IOException {
		List<Integer> busiest = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			busiest.add(Collections.max(split().values()));
		}
		List<Integer> sorted = busiest.stream().sorted().toList();
		assertThat(sorted.get(ROUNDS / 2)).as("the median of " + busiest).isLessThanOrEqualTo(CONNECTIONS * 3 / 5);
	}

	private static Map<Long, Integer> split() throws IOException {
		List<HttpConnection> connections = new ArrayList<>();
		Map<Long, Integer> split = new HashMap<>();
		cluster.await("no connection is left", () -> TcpTable.accepted(cluster.port()).isEmpty());
		try {
			for (int i = 0; i < CONNECTIONS; i++) {
				connections.add(HttpConnection.open(cluster.port()));
			}
			for (HttpConnection connection : connections) {
				Exchange exchange = connection.get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				split.merge(exchange.pid(), 1, Integer::sum);
			}
		}
		finally {
			connections.forEach(HttpConnection::close);
		}
		return split;
	}

	@Test
	void withRoundRobinWorkersTakeTurns() {
		assumeThat(this.policy).isEqualTo(Policy.ROUND_ROBIN);
		List<Long> answered = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			Exchange exchange = cluster.http().get("/api/worker");
			assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
			answered.add(exchange.pid());
		}
		for (long pid : cluster.workerPids()) {
			assertThat(answered).filteredOn((each) -> each == pid).hasSize(10);
		}
	}

	@Test
	void bothPortsAreOpenedOnceByThePrimary() {
		for (int port : List.of(cluster.port(), managementPort)) {
			Set<String> listening = TcpTable.listening(port);
			assertThat(listening).as("listening sockets of port " + port).hasSize(1);
			assertThat(Processes.sockets(cluster.pid())).containsAll(listening);
			for (long pid : cluster.workerPids()) {
				if (this.policy == Policy.OS) {
					assertThat(Processes.sockets(pid)).containsAll(listening);
				}
				else {
					assertThat(Processes.sockets(pid)).doesNotContainAnyElementsOf(listening);
				}
			}
		}
	}

	@Test
	void thePrimaryKeepsNoAcceptedConnection() throws IOException {
		List<Socket> connections = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				connections.add(keptAlive());
			}
			for (Socket connection : connections) {
				Set<String> accepted = TcpTable.accepted(cluster.port(), connection.getLocalPort());
				assertThat(accepted).as("the other end of " + connection).hasSize(1);
				assertThat(cluster.workerPids())
					.anySatisfy((pid) -> assertThat(Processes.sockets(pid)).containsAll(accepted));
			}
			cluster.await("the primary has no accepted connection", () -> {
				Set<String> held = Processes.sockets(cluster.pid());
				held.retainAll(TcpTable.accepted(cluster.port()));
				return held.isEmpty();
			});
		}
		finally {
			for (Socket connection : connections) {
				connection.close();
			}
		}
	}

	private Socket keptAlive() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port());
		socket.setSoTimeout((int) Http.TIMEOUT.toMillis());
		socket.getOutputStream()
			.write("GET /api/worker HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(socket.getInputStream().read()).isEqualTo('H');
		return socket;
	}

	/**
	 * Somebody who is no worker and finds the way to the primary's private sockets.
	 */
	@Test
	void aStrangerIsTurnedAwayAndTheClusterServes() throws IOException {
		Map<Integer, Worker> workers = cluster.workers();
		Path directory = privateDirectory();
		List<Path> sockets = sockets(directory);
		assertThat(sockets).as("sockets in " + directory).isNotEmpty();
		int warnings = cluster.output().count(" WARN ");
		for (Path socket : sockets) {
			sendGarbage(socket);
		}
		cluster.await("a warning", () -> cluster.output().count(" WARN ") > warnings);
		cluster.awaitAnswersFrom(cluster.workerPids());
		assertThat(cluster.workers()).isEqualTo(workers);
		assertThat(cluster.forked()).hasSize(2);
	}

	private Path privateDirectory() throws IOException {
		for (Path directory : cluster.privateDirectories()) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
		}
		// the other one has the jars of the primary
		return cluster.privateDirectories()
			.stream()
			.filter((directory) -> Files.exists(directory.resolve("messages.sock")))
			.findFirst()
			.orElseThrow();
	}

	private List<Path> sockets(Path directory) throws IOException {
		try (Stream<Path> entries = Files.walk(directory)) {
			return entries.filter((entry) -> !Files.isRegularFile(entry) && !Files.isDirectory(entry)).toList();
		}
	}

	private void sendGarbage(Path socket) throws IOException {
		byte[] garbage = new byte[16384];
		new Random(1).nextBytes(garbage);
		garbage[garbage.length - 1] = '\n';
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			channel.configureBlocking(false);
			ByteBuffer rest = ByteBuffer.wrap(garbage);
			cluster.await(socket + " is closed to a stranger", () -> isClosed(channel, rest));
		}
	}

	private boolean isClosed(SocketChannel channel, ByteBuffer rest) {
		try {
			channel.write(rest);
			return channel.read(ByteBuffer.allocate(1024)) < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
