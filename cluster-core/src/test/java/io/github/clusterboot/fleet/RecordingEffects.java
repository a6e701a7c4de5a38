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

package io.github.clusterboot.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records what is to be done, and checks what must never be.
 */
final class RecordingEffects {

	private static final int FIRST_GENERATION = 1;

	private final List<String> actions = new ArrayList<>();

	private final List<String> leadership = new ArrayList<>();

	private final Map<Integer, Integer> slots = new HashMap<>();

	private final Set<Integer> draining = new HashSet<>();

	private final Set<Integer> killed = new HashSet<>();

	private final Set<Integer> prepared = new HashSet<>(Set.of(FIRST_GENERATION));

	private final Set<Integer> recording = new HashSet<>();

	private final Set<Integer> archived = new HashSet<>();

	private Set<Integer> leaving = Set.of();

	private int preparing;

	private int lastForked;

	private boolean ended;

	private boolean forkForbidden;

	/**
	 * Those that are to go, though it may be that they need not be told.
	 */
	void leaving(Set<Integer> leaving) {
		this.leaving = leaving;
	}

	void act(Action action) {
		if (action instanceof Action.Fork fork) {
			fork(fork.id(), fork.slot(), fork.generation());
		}
		else if (action instanceof Action.OpenGate gate) {
			serve(gate.id(), gate.readiness());
		}
		else if (action instanceof Action.Lead lead) {
			this.leadership.add("lead " + lead.id());
		}
		else if (action instanceof Action.StopLeading stop) {
			this.leadership.add("stop leading " + stop.id());
		}
		else if (action instanceof Action.Drain drain) {
			disconnect(drain.id());
		}
		else if (action instanceof Action.Terminate terminate) {
			terminate(terminate.id());
		}
		else if (action instanceof Action.Kill kill) {
			kill(kill.id());
		}
		else if (action instanceof Action.DumpThreads dump) {
			dumpThreads(dump.id());
		}
		else if (action instanceof Action.PrepareGeneration prepare) {
			prepareGeneration(prepare.generation());
		}
		else if (action instanceof Action.DiscardGenerations discard) {
			discardGenerations(discard.gone());
		}
		else if (action instanceof Action.CloseListeners) {
			closeListeners();
		}
		else if (action instanceof Action.End end) {
			end(end.code());
		}
	}

	private void fork(int id, int slot, int generation) {
		assertThat(id).as("never reused").isGreaterThan(this.lastForked);
		assertThat(this.ended || this.forkForbidden).as("fork after the end").isFalse();
		assertThat(this.prepared).as("what the worker is to run").contains(generation);
		this.lastForked = id;
		this.slots.put(id, slot);
		this.actions.add(
				"fork " + id + " slot " + slot + ((generation != FIRST_GENERATION) ? " generation " + generation : ""));
		checkPlaces();
	}

	/**
	 * A slot has one worker that is not asked to go, and one slot at a time may have its
	 * replacement beside it.
	 */
	private void checkPlaces() {
		List<Integer> occupied = this.slots.entrySet()
			.stream()
			.filter((entry) -> !this.draining.contains(entry.getKey()) && !this.leaving.contains(entry.getKey())
					&& !this.killed.contains(entry.getKey()))
			.map(Map.Entry::getValue)
			.toList();
		assertThat(occupied.size() - new HashSet<>(occupied).size())
			.as("replacements beside workers in slots %s", occupied)
			.isLessThanOrEqualTo(1);
	}

	private void serve(int id, int readiness) {
		assertThat(this.draining).as("asked to go").doesNotContain(id);
		this.actions.add("serve " + id + ((readiness != 1) ? " number " + readiness : ""));
	}

	private void disconnect(int id) {
		assertThat(this.draining.add(id)).as("asked to go before").isTrue();
		this.actions.add("disconnect " + id);
	}

	private void terminate(int id) {
		this.draining.add(id);
		this.actions.add("terminate " + id);
	}

	private void kill(int id) {
		this.killed.add(id);
		this.actions.add("kill " + id);
	}

	private void dumpThreads(int id) {
		this.actions.add("dump threads " + id);
	}

	private void prepareGeneration(int generation) {
		assertThat(this.preparing).as("prepared at the same time").isZero();
		assertThat(this.prepared).as("never reused").allMatch((earlier) -> earlier < generation);
		assertThat(this.ended || this.forkForbidden).as("reload after the end").isFalse();
		this.preparing = generation;
		this.actions.add("prepare " + generation);
	}

	private void discardGenerations(Set<Integer> gone) {
		this.prepared.removeAll(gone);
	}

	boolean isRecording(int id) {
		return this.recording.contains(id);
	}

	void recording(int id) {
		this.recording.add(id);
	}

	void archived(int id) {
		this.archived.add(id);
	}

	private void closeListeners() {
		this.forkForbidden = true;
		this.actions.add("close listeners");
	}

	private void end(int code) {
		assertThat(this.ended).as("ended before").isFalse();
		assertThat(this.killed).as("killed, of workers that live").containsAll(this.slots.keySet());
		this.ended = true;
		this.actions.add("end " + code);
	}

	List<String> taken() {
		List<String> taken = List.copyOf(this.actions);
		this.actions.clear();
		return taken;
	}

	List<String> leadership() {
		List<String> taken = List.copyOf(this.leadership);
		this.leadership.clear();
		return taken;
	}

	int lastForked() {
		return this.lastForked;
	}

	List<Integer> alive() {
		return this.slots.keySet().stream().sorted().toList();
	}

	Set<Integer> retained() {
		return new TreeSet<>(this.prepared);
	}

	int preparing() {
		return this.preparing;
	}

	boolean ended() {
		return this.ended;
	}

	void forbidForks() {
		this.forkForbidden = true;
	}

	void exit(DrivenFleet fleet, int id, int code, long now) {
		this.slots.remove(id);
		fleet.exited(id, Exit.of(code), this.archived.contains(id), now);
	}

	void notForked(DrivenFleet fleet, int id, String reason, long now) {
		this.slots.remove(id);
		fleet.notForked(id, reason, now);
	}

	void prepared(DrivenFleet fleet, long now) {
		int generation = this.preparing;
		this.preparing = 0;
		this.prepared.add(generation);
		fleet.prepared(generation, now);
	}

	void notPrepared(DrivenFleet fleet, String reason, long now) {
		int generation = this.preparing;
		this.preparing = 0;
		fleet.notPrepared(generation, reason, now);
	}

}
