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
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The primary's end is everybody's end.
 */
@ClusterTest
class ShutdownIT {

	@ParameterizedTest
	@EnumSource(Policy.class)
	void termStopsEverythingGracefully(Policy policy) throws IOException {
		try (SampleCluster cluster = Sample.minimal()
			.policy(policy)
			.arguments("--logging.file.name=app.log")
			.start()
			.awaitListening(2)) {
			assertThatEachProcessCanBeToldByItsLog(cluster);
			Set<Long> processes = cluster.descendants();
			assertThat(cluster.privateDirectories()).isNotEmpty();
			CompletableFuture<Integer> clientPort = new CompletableFuture<>();
			CompletableFuture<Exchange> slow = CompletableFuture
				.supplyAsync(() -> cluster.http().get("/api/slow?millis=1500", clientPort::complete));
			cluster.await("a worker has the slow request", () -> isWithAWorker(cluster, clientPort.join()));
			cluster.signal("TERM");
			assertThat(slow.join().isOk()).as(slow.join() + "\n" + cluster).isTrue();
			assertThat(cluster.exitCode()).isEqualTo(143);
			assertThatNothingIsLeft(cluster, processes);
			assertThat(cluster.output().count("Stopping 2 workers")).as(cluster.toString()).isEqualTo(1);
			assertThat(cluster.output().count("stopped, as asked \\(SIGTERM\\)$")).as(cluster.toString()).isEqualTo(2);
			assertThatTheLastLineTells(cluster, 143);
			assertThat(Files.readString(cluster.directory().resolve("app.log")).trim())
				.endsWith("Primary %d ends with exit code 143".formatted(cluster.pid()));
		}
	}

	/**
	 * Each process has a file of its own, and only the first worker logs its start.
	 */
	private void assertThatEachProcessCanBeToldByItsLog(SampleCluster cluster) throws IOException {
		cluster.awaitAnswersFrom(cluster.workerPids());
		assertThat(cluster.output().count("INFO.*\\bworker-2\\b.*Completed initialization")).isOne();
		assertThat(cluster.output().count("Starting SampleApplication")).isOne();
		assertThat(cluster.output().count("Started SampleApplication")).isOne();
		for (Worker worker : cluster.workers().values()) {
			String name = "\\bworker-%d\\b".formatted(worker.id());
			assertThat(cluster.output().find(name + ".*Tomcat started on port")).as(cluster.toString())
				.hasSize((worker.id() == 1) ? 1 : 0);
			Path file = cluster.directory().resolve("app-worker-%d.log".formatted(worker.slot()));
			assertThat(Files.readString(file)).containsPattern(name + ".*Completed initialization")
				.doesNotContain("is listening after");
		}
		assertThat(Files.readString(cluster.directory().resolve("app.log"))).contains("is listening after")
			.doesNotContain("Completed initialization");
	}

	private boolean isWithAWorker(SampleCluster cluster, int clientPort) {
		Set<String> accepted = TcpTable.accepted(cluster.port(), clientPort);
		return !accepted.isEmpty()
				&& cluster.workerPids().stream().anyMatch((pid) -> Processes.sockets(pid).containsAll(accepted));
	}

	@Test
	void termDuringTheStart() {
		try (SampleCluster cluster = Sample.minimal().start()) {
			cluster.awaitLog("Worker 2 .* forked");
			Set<Long> processes = cluster.descendants();
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			cluster.forked().forEach((worker) -> processes.add(worker.pid()));
			assertThatNothingIsLeft(cluster, processes);
			assertThat(cluster.output().count("; restart ")).as(cluster.toString()).isZero();
			assertThatTheLastLineTells(cluster, 143);
		}
	}

	@Test
	void interruptFromATerminal() {
		try (SampleCluster cluster = Sample.minimal().workers(1).ownProcessGroup().start().awaitListening(1)) {
			Set<Long> processes = cluster.descendants();
			cluster.signalGroup("INT");
			assertThat(cluster.exitCode()).isEqualTo(130);
			assertThatNothingIsLeft(cluster, processes);
			assertThat(cluster.forked()).hasSize(1);
			assertThat(cluster.output().count("; restart ")).as(cluster.toString()).isZero();
			assertThat(cluster.output().count("^\\s+at |Exception")).as(cluster.toString()).isZero();
			assertThatTheLastLineTells(cluster, 130);
		}
	}

	/**
	 * To open a pipe that nobody writes to takes for ever, as on a file system that
	 * hangs.
	 */
	@Test
	void aJarThatCannotBeReadKeepsNobodyFromEnding() throws IOException {
		try (SampleCluster cluster = Sample.minimal().workers(1).ownJar().start().awaitListening(1)) {
			Set<Long> processes = cluster.descendants();
			Path jar = cluster.ownJar();
			Files.delete(jar);
			Processes.run("mkfifo", jar.toString());
			cluster.signal("HUP");
			cluster.awaitLog("Reload to generation 2 begins");
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			assertThatNothingIsLeft(cluster, processes);
			assertThatTheLastLineTells(cluster, 143);
		}
	}

	/**
	 * With the policy by which workers hold the listening socket too.
	 */
	@Test
	void noWorkerOutlivesAKilledPrimary() throws IOException {
		try (SampleCluster cluster = Sample.minimal().workers(1).policy(Policy.OS).start().awaitListening(1)) {
			Set<Long> processes = new HashSet<>(cluster.descendants());
			assertThat(processes).containsAll(cluster.workerPids());
			cluster.kill(cluster.pid());
			cluster.awaitNoneRunning(processes);
			assertThat(TcpTable.listening(cluster.port())).isEmpty();
			try (ServerSocket socket = new ServerSocket()) {
				socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()));
			}
		}
	}

	private void assertThatNothingIsLeft(SampleCluster cluster, Set<Long> processes) {
		assertThat(processes).as(cluster.toString()).noneMatch(Processes::isRunning);
		assertThat(TcpTable.listening(cluster.port())).isEmpty();
		assertThat(cluster.privateDirectories()).isEmpty();
	}

	private void assertThatTheLastLineTells(SampleCluster cluster, int code) {
		assertThat(cluster.output().lastLine()).as(cluster.toString())
			.endsWith("Primary %d ends with exit code %d".formatted(cluster.pid(), code));
	}

}
