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

package io.github.clusterboot.primary;

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
final class RecordingEffects implements Supervisor.Effects {

	private static final int FIRST_GENERATION = 1;

	private final List<String> actions = new ArrayList<>();

	private final Map<Integer, Integer> slots = new HashMap<>();

	private final Set<Integer> draining = new HashSet<>();

	private final Set<Integer> killed = new HashSet<>();

	private final Set<Integer> prepared = new HashSet<>(Set.of(FIRST_GENERATION));

	private final Set<Integer> recording = new HashSet<>();

	private final Set<Integer> archived = new HashSet<>();

	private Set<Integer> retained = Set.of(FIRST_GENERATION);

	private int preparing;

	private int lastForked;

	private boolean outdated;

	private boolean looks;

	private boolean changed;

	private boolean ended;

	private boolean forkForbidden;

	@Override
	public void fork(int id, int slot, int generation) {
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
			.filter((entry) -> !this.draining.contains(entry.getKey()) && !this.killed.contains(entry.getKey()))
			.map(Map.Entry::getValue)
			.toList();
		assertThat(occupied.size() - new HashSet<>(occupied).size())
			.as("replacements beside workers in slots %s", occupied)
			.isLessThanOrEqualTo(1);
	}

	@Override
	public void serve(int id, int readiness) {
		assertThat(this.draining).as("asked to go").doesNotContain(id);
		this.actions.add("serve " + id + ((readiness != 1) ? " number " + readiness : ""));
	}

	@Override
	public void disconnect(int id) {
		assertThat(this.draining.add(id)).as("asked to go before").isTrue();
		this.actions.add("disconnect " + id);
	}

	@Override
	public void terminate(int id) {
		this.draining.add(id);
		this.actions.add("terminate " + id);
	}

	@Override
	public void kill(int id) {
		this.killed.add(id);
		this.actions.add("kill " + id);
	}

	@Override
	public void dumpThreads(int id) {
		this.actions.add("dump threads " + id);
	}

	@Override
	public void prepareGeneration(int generation) {
		assertThat(this.preparing).as("prepared at the same time").isZero();
		assertThat(this.prepared).as("never reused").allMatch((earlier) -> earlier < generation);
		assertThat(this.ended || this.forkForbidden).as("reload after the end").isFalse();
		this.preparing = generation;
		this.actions.add("prepare " + generation);
	}

	/**
	 * Nothing is known any more of a generation that was not retained.
	 */
	@Override
	public void lookForChange(int generation) {
		this.looks = true;
		this.changed = this.outdated && this.prepared.contains(generation);
	}

	void looked(Supervisor supervisor) {
		assertThat(this.looks).as("asked to look").isTrue();
		this.looks = false;
		if (this.changed) {
			supervisor.changed();
		}
	}

	boolean looks() {
		return this.looks;
	}

	@Override
	public void retainGenerations(Set<Integer> generations) {
		this.prepared.retainAll(generations);
		this.retained = new TreeSet<>(generations);
	}

	@Override
	public boolean isRenewalDue(int id) {
		return this.recording.contains(id);
	}

	@Override
	public boolean isRecording(int id) {
		return this.recording.contains(id);
	}

	@Override
	public boolean crashed(int id) {
		return this.archived.contains(id);
	}

	void recording(int id) {
		this.recording.add(id);
	}

	void archived(int id) {
		this.archived.add(id);
	}

	@Override
	public void closeListeners() {
		this.forkForbidden = true;
		this.actions.add("close listeners");
	}

	@Override
	public void end(int code) {
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

	int lastForked() {
		return this.lastForked;
	}

	List<Integer> alive() {
		return this.slots.keySet().stream().sorted().toList();
	}

	Set<Integer> retained() {
		return this.retained;
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

	void outdated(boolean outdated) {
		this.outdated = outdated;
	}

	void exit(Supervisor supervisor, int id, int code, long now) {
		this.slots.remove(id);
		supervisor.exited(id, Exit.of(code), now);
	}

	void notForked(Supervisor supervisor, int id, String reason, long now) {
		this.slots.remove(id);
		supervisor.notForked(id, reason, now);
	}

	void prepared(Supervisor supervisor, long now) {
		int generation = this.preparing;
		this.preparing = 0;
		this.prepared.add(generation);
		supervisor.prepared(generation, now);
	}

	void notPrepared(Supervisor supervisor, String reason, long now) {
		int generation = this.preparing;
		this.preparing = 0;
		supervisor.notPrepared(generation, reason, now);
	}

}
