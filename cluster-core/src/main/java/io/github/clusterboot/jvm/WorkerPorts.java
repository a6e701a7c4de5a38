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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each worker ports of its own in place of those in the arguments of this JVM: all
 * of them are shifted by the same multiple of a stride, with which no two workers meet. A
 * worker whose ports are taken by somebody else gets the next ones, and the workers after
 * it follow. Thread-safe.
 */
final class WorkerPorts {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPorts.class);

	private static final int PORTS = 65536;

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private static final int ATTEMPTS = 100;

	private final Set<Integer> given;

	private final int stride;

	private final IntPredicate free;

	private int lastTurn;

	/**
	 * Creates the ports of the workers.
	 * @param arguments the arguments of this JVM
	 */
	WorkerPorts(List<String> arguments) {
		this(WorkerArguments.ports(arguments), WorkerPorts::isFree);
	}

	/**
	 * Creates the ports of the workers.
	 * @param given the ports of this JVM
	 * @param free whether nobody has a port
	 */
	WorkerPorts(Set<Integer> given, IntPredicate free) {
		this.given = given;
		this.stride = stride(given);
		this.free = free;
	}

	/**
	 * The smallest stride with which no multiple leads from one of the ports to another
	 * one: with JMX on 9010 and RMI on 9011, strides of 1 would give the first worker's
	 * port for RMI to the second one for JMX.
	 */
	private static int stride(Set<Integer> ports) {
		return IntStream.iterate(1, (stride) -> stride + 1)
			.filter((stride) -> ports.stream().map((port) -> port % stride).distinct().count() == ports.size())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * What a worker that is about to be forked adds to the ports.
	 * @param id the worker's id, counted from 1
	 * @return the shift, which no other worker gets
	 */
	synchronized int shift(int id) {
		if (this.given.isEmpty()) {
			return 0;
		}
		int next = Math.max(id, this.lastTurn + 1);
		int turn = IntStream.range(next, next + ATTEMPTS).filter(this::isFreeAt).findFirst().orElse(next);
		if (turn > next) {
			logger.info("Worker {} has {} in place of the ports {}, as others are taken", id, at(turn), this.given);
		}
		this.lastTurn = turn;
		return turn * this.stride;
	}

	private boolean isFreeAt(int turn) {
		return at(turn).stream().allMatch(this.free::test);
	}

	private List<Integer> at(int turn) {
		return this.given.stream().map((port) -> shifted(port, turn * this.stride)).collect(Collectors.toList());
	}

	static int shifted(int port, int shift) {
		int own = port + shift;
		return (own < PORTS) ? own : FIRST_UNPRIVILEGED_PORT + (own - PORTS) % (PORTS - FIRST_UNPRIVILEGED_PORT);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
