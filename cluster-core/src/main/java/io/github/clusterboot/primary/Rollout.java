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

import java.time.Duration;
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

	private final Kind kind;

	private final String reason;

	private final @Nullable Integer generation;

	private final Deque<Slot> remaining;

	private final @Nullable WorkerHandle subject;

	private int size;

	private int replaced;

	private @Nullable Slot current;

	private @Nullable WorkerHandle replacement;

	private @Nullable WorkerHandle retiring;

	private @Nullable Long settlesUntil;

	private boolean released;

	private Rollout(Kind kind, String reason, @Nullable Integer generation, Collection<Slot> slots,
			@Nullable WorkerHandle subject) {
		this.kind = kind;
		this.reason = reason;
		this.generation = generation;
		this.remaining = new ArrayDeque<>(slots);
		this.size = slots.size();
		this.subject = subject;
	}

	/**
	 * Replaces all workers by ones of a new generation.
	 */
	static Rollout reload(int generation, Collection<Slot> slots) {
		return new Rollout(Kind.RELOAD, "reload", generation, slots, null);
	}

	/**
	 * Replaces one worker by one of the same generation.
	 */
	static Rollout renewal(WorkerHandle worker, String reason) {
		return new Rollout(Kind.RENEWAL, reason, null, List.of(worker.slot()), worker);
	}

	/**
	 * Why workers are replaced, in a few words.
	 */
	String reason() {
		return this.reason;
	}

	boolean isReload() {
		return this.kind == Kind.RELOAD;
	}

	/**
	 * The slot whose turn it is, or {@code null} if another one is to be taken.
	 */
	@Nullable Slot current() {
		return this.current;
	}

	/**
	 * Goes on to the next slot, which is then no more among those that remain.
	 * @param first those that come before the others
	 * @return the slot, or {@code null} if none remains
	 */
	@Nullable Slot next(Predicate<Slot> first) {
		this.current = this.remaining.stream().filter(first).findFirst().orElseGet(this.remaining::peek);
		this.remaining.remove(this.current);
		this.settlesUntil = null;
		this.released = false;
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

	@Nullable WorkerHandle replacement() {
		return this.replacement;
	}

	void replacement(WorkerHandle replacement) {
		this.replacement = replacement;
	}

	/**
	 * The replacement has taken the slot.
	 */
	void replaced() {
		this.replacement = null;
		this.current = null;
		this.replaced++;
	}

	boolean hasReplaced() {
		return this.replaced > 0;
	}

	void retiring(WorkerHandle retiring) {
		this.retiring = retiring;
	}

	/**
	 * Takes note of the end of a worker that was asked to go.
	 */
	void gone(WorkerHandle worker) {
		if (worker == this.retiring) {
			this.retiring = null;
		}
		if (worker == this.replacement) {
			this.replacement = null;
			this.current = null;
		}
	}

	/**
	 * Lets the current slot's worker go if others have settled, or it has stayed for them
	 * for long enough since this was asked first. Once it is let go it remains so.
	 * @return whether it can go
	 */
	boolean release(boolean othersSettled, Duration patience, long now) {
		if (this.settlesUntil == null) {
			this.settlesUntil = now + patience.toMillis();
		}
		this.released = this.released || othersSettled || this.settlesUntil <= now;
		return this.released;
	}

	/**
	 * Until when the current slot's worker stays for others that have not settled, or
	 * {@code null} if it does not.
	 */
	@Nullable Long settlesUntil() {
		return (this.released || isWaiting()) ? null : this.settlesUntil;
	}

	/**
	 * Whether the rollout waits for a replacement, or for the end of a worker.
	 */
	boolean isWaiting() {
		return this.replacement != null || this.retiring != null;
	}

	String progress() {
		return this.replaced + " of " + this.size + " slots";
	}

	private enum Kind {

		RELOAD, RENEWAL

	}

}
