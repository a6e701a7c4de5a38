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

package io.github.clusterboot.ipc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole cluster, as the primary knows it. It is what the actuator
 * endpoint {@code cluster} shows.
 *
 * @param primary the primary
 * @param schedulingPolicy the scheduling policy, {@code os} or {@code round-robin}
 * @param generation the newest generation of which a worker has listened
 * @param wanted how many workers are wanted to serve
 * @param standby how many more are wanted to stand by
 * @param restarts how many workers were replaced because they had failed, since the
 * primary started
 * @param listeners the shared listening sockets
 * @param reload what became of the last reload
 * @param workers the workers, by slot and id
 */
@JsonInclude
public record ClusterStatus(Primary primary, String schedulingPolicy, int generation, int wanted, int standby,
		int restarts, List<Listener> listeners, Reload reload, List<Worker> workers) {

	/**
	 * The primary.
	 *
	 * @param pid its process id
	 * @param startedAt when it started
	 * @param uptime for how long it has been awake since
	 */
	public record Primary(long pid, Instant startedAt, Duration uptime) {
	}

	/**
	 * A shared listening socket.
	 *
	 * @param address the IP address
	 * @param port the port
	 */
	public record Listener(String address, int port) {
	}

	/**
	 * What became of the last reload.
	 *
	 * @param state {@code NONE}, {@code IN_PROGRESS}, {@code SUCCEEDED} or {@code FAILED}
	 * @param generation the generation that it rolls in; 0 if there was none
	 * @param message why it failed, or {@code null}
	 */
	@JsonInclude
	public record Reload(String state, int generation, @Nullable String message) {
	}

	/**
	 * A worker, or a slot that was given up.
	 *
	 * @param id its id; of a slot that was given up that of its last worker
	 * @param slot its slot
	 * @param pid its process id, or {@code null} if it has no process
	 * @param state {@code STARTING}, {@code ONLINE}, {@code LISTENING}, {@code DRAINING}
	 * or {@code FAILED}
	 * @param standby whether it is ready and stands by, which is a part of {@code ONLINE}
	 * @param generation its generation
	 * @param startedAt when it was forked, or {@code null} if it has no process
	 * @param uptime the time since then, or {@code null} if it has no process
	 * @param restarts how many failed workers of the slot were replaced, since the
	 * primary started
	 * @param lastExit how the slot's previous worker ended, or {@code null}
	 * @param memory its memory
	 * @param cpu its recent use of the processors, from 0 to 1
	 * @param connections its open connections
	 * @param requests the requests that it has served
	 * @param leader whether it is the leader; an older primary does not tell
	 */
	@JsonInclude
	public record Worker(int id, int slot, @Nullable Long pid, String state, boolean standby, int generation,
			@Nullable Instant startedAt, @Nullable Duration uptime, int restarts, @Nullable LastExit lastExit,
			Memory memory, double cpu, int connections, long requests, @Nullable Boolean leader) {
	}

	/**
	 * How a worker ended.
	 *
	 * @param code its exit code
	 * @param signal the signal that ended it, or {@code null}
	 * @param at when
	 */
	@JsonInclude
	public record LastExit(int code, @Nullable String signal, Instant at) {
	}

	/**
	 * The memory of a worker, in bytes.
	 *
	 * @param rss resident memory
	 * @param heapUsed used heap
	 * @param heapMax the most heap that it may use
	 */
	public record Memory(long rss, long heapUsed, long heapMax) {
	}

}
