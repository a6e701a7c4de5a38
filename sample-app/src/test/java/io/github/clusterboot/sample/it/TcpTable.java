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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The TCP sockets of this machine, by the inodes that descriptors refer to.
 */
final class TcpTable {

	private static final String ESTABLISHED = "01";

	private static final String LISTEN = "0A";

	private TcpTable() {
	}

	static Set<String> listening(int port) {
		return inodes((row) -> row.state().equals(LISTEN) && row.localPort() == port);
	}

	/**
	 * Where a process waits for connections.
	 * @param pid the process
	 * @return addresses as the kernel writes them, such as {@code 0100007F} for 127.0.0.1
	 */
	static Map<Integer, Set<String>> listeningOf(long pid) {
		Set<String> sockets = Processes.sockets(pid);
		return rows().stream()
			.filter((row) -> row.state().equals(LISTEN) && sockets.contains(row.inode()))
			.collect(Collectors.groupingBy(Row::localPort, Collectors.mapping(Row::localAddress, Collectors.toSet())));
	}

	static Set<String> accepted(int port) {
		return inodes((row) -> row.state().equals(ESTABLISHED) && row.localPort() == port);
	}

	static Set<String> accepted(int port, int clientPort) {
		return inodes(
				(row) -> row.state().equals(ESTABLISHED) && row.localPort() == port && row.remotePort() == clientPort);
	}

	private static Set<String> inodes(Predicate<Row> predicate) {
		// 0: no process has it yet
		return rows().stream()
			.filter(predicate)
			.map(Row::inode)
			.filter((inode) -> !inode.equals("0"))
			.collect(Collectors.toSet());
	}

	private static List<Row> rows() {
		List<Row> rows = new ArrayList<>();
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			if (Files.exists(Path.of(table))) {
				try {
					Files.readAllLines(Path.of(table)).stream().skip(1).map(Row::parse).forEach(rows::add);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}
		return rows;
	}

	private record Row(String localAddress, int localPort, int remotePort, String state, String inode) {

		static Row parse(String line) {
			String[] fields = line.trim().split("\\s+");
			return new Row(fields[1].substring(0, fields[1].indexOf(':')), port(fields[1]), port(fields[2]), fields[3],
					fields[9]);
		}

		private static int port(String address) {
			return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
		}

	}

}
