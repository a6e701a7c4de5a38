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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody who is no worker finds the way to the primary's private sockets.
 */
@ClusterTest
class StrangerIT {

	@Test
	void isTurnedAwayAndTheClusterServes() throws IOException {
		try (SampleCluster cluster = new Sample().workers(1).start().awaitListening(1)) {
			Path directory = privateDirectory(cluster);
			List<Path> sockets = sockets(directory);
			assertThat(sockets).as("sockets in " + directory).isNotEmpty();
			int warnings = cluster.output().count(" WARN ");
			for (Path socket : sockets) {
				sendGarbage(cluster, socket);
			}
			cluster.await("a warning", () -> cluster.output().count(" WARN ") > warnings);
			cluster.awaitAnswersFrom(cluster.workerPids());
			assertThat(cluster.workers()).hasSize(1);
			assertThat(cluster.forked()).hasSize(1);
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			assertThat(directory).doesNotExist();
		}
	}

	private Path privateDirectory(SampleCluster cluster) throws IOException {
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

	private void sendGarbage(SampleCluster cluster, Path socket) throws IOException {
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
