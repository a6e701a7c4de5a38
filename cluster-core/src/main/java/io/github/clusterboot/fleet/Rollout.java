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

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Workers that are replaced one after the other, without a crash: a replacement is
 * forked, and when it listens the old worker is drained. If a replacement fails, the
 * worker that it was for stays, and so do all that were to follow.
 */
final class Rollout {

	private final String reason;

	/**
	 * What a reload rolls in, or {@code null} where a worker is renewed.
	 */
	private final @Nullable Integer generation;

	private final @Nullable Worker subject;

	private final Deque<Slot> remaining;

	private int size;

	private int replaced;

	private @Nullable Slot current;

	private @Nullable Worker replacement;

	private @Nullable Worker retiring;

	private @Nullable Long pausedUntil;

	private Rollout(String reason, @Nullable Integer generation, @Nullable Worker subject, Collection<Slot> slots) {
		this.reason = reason;
		this.generation = generation;
		this.subject = subject;
		this.remaining = new ArrayDeque<>(slots);
		this.size = slots.size();
	}

	/**
	 * Replaces all workers by ones of a new generation.
	 */
	static Rollout reload(int generation, Collection<Slot> slots) {
		return new Rollout("reload", generation, null, slots);
	}

	/**
	 * Replaces one worker by one of the same generation.
	 */
	static Rollout renewal(Worker worker, String reason) {
		return new Rollout(reason, null, worker, List.of(worker.slot()));
	}

	String reason() {
		return this.reason;
	}

	boolean isReload() {
		return this.generation != null;
	}

	/**
	 * The slot whose turn it is, or {@code null} if another one is to be taken.
	 */
	@Nullable Slot current() {
		return this.current;
	}

	/**
	 * Goes on to the next slot, or to {@code null} if none remains.
	 * @param first those that come before the others
	 */
	@Nullable Slot next(Predicate<Slot> first) {
		this.current = this.remaining.stream().filter(first).findFirst().orElseGet(this.remaining::peek);
		this.remaining.remove(this.current);
		return this.current;
	}

	/**
	 * Whether there is still a reason to replace the slot's worker: one that was to be
	 * renewed may have crashed and been replaced meanwhile.
	 */
	boolean concerns(Slot slot) {
		return this.subject == null || slot.worker() == this.subject;
	}

	/**
	 * A slot that came later is to be replaced too.
	 */
	void add(Slot slot) {
		this.remaining.add(slot);
		this.size++;
	}

	boolean awaits(Slot slot) {
		return this.current == slot || this.remaining.contains(slot);
	}

	int generationFor(Slot slot) {
		return (this.generation != null) ? this.generation : slot.generation();
	}

	@Nullable Worker replacement() {
		return this.replacement;
	}

	void replacement(@Nullable Worker replacement) {
		this.replacement = replacement;
	}

	/**
	 * The replacement has taken the slot.
	 * @param retiring the worker that held it, which is to go now
	 * @param pausedUntil when the next one may be replaced
	 */
	void replaced(@Nullable Worker retiring, long pausedUntil) {
		this.replacement = null;
		this.current = null;
		this.replaced++;
		this.retiring = retiring;
		this.pausedUntil = pausedUntil;
	}

	boolean hasReplaced() {
		return this.replaced > 0;
	}

	void retiring(Worker retiring) {
		this.retiring = retiring;
	}

	/**
	 * Takes note of the end of a worker that was asked to go.
	 */
	void gone(Worker worker) {
		if (worker == this.retiring) {
			this.retiring = null;
		}
		if (worker == this.replacement) {
			this.replacement = null;
			this.current = null;
		}
	}

	boolean isPaused(long now) {
		if (this.pausedUntil != null && this.pausedUntil <= now) {
			this.pausedUntil = null;
		}
		return this.pausedUntil != null;
	}

	/**
	 * When it goes on by itself, or {@code null}.
	 */
	@Nullable Long pausedUntil() {
		return isWaiting() ? null : this.pausedUntil;
	}

	/**
	 * Whether it waits for a replacement, or for the end of a worker.
	 */
	boolean isWaiting() {
		return this.replacement != null || this.retiring != null;
	}

	String progress() {
		return this.replaced + " of " + this.size + " slots";
	}

}
