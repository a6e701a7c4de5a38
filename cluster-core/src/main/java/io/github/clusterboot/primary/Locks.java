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

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.clusterboot.ipc.LockMessage.Answer.Outcome;

/**
 * Who holds which lock and who waits for it, the one after the other in the order in
 * which they have asked.
 */
final class Locks {

	/**
	 * More than that are neither held nor waited for.
	 */
	static final int MOST = 10_000;

	/**
	 * By the name of the lock. The first one holds it.
	 */
	private final Map<String, LinkedHashSet<Owner>> queues = new HashMap<>();

	private final Set<Owner> kept = new HashSet<>();

	private final BiConsumer<Owner, Outcome> answers;

	private int size;

	/**
	 * Creates locks that nobody holds.
	 * @param answers is told what becomes of each request, once
	 */
	Locks(BiConsumer<Owner, Outcome> answers) {
		this.answers = answers;
	}

	/**
	 * Gives somebody a lock.
	 * @param wait whether to wait for it while another one holds it
	 */
	void acquire(String name, Owner owner, boolean wait) {
		LinkedHashSet<Owner> queue = this.queues.get(name);
		if (queue != null && !wait) {
			this.answers.accept(owner, Outcome.TAKEN);
		}
		else if (this.size == MOST) {
			this.answers.accept(owner, Outcome.REFUSED);
		}
		else {
			this.size++;
			this.queues.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(owner);
			if (queue == null) {
				this.answers.accept(owner, Outcome.GRANTED);
			}
		}
	}

	/**
	 * Somebody does not want a lock any more, be it held or waited for, so that it does
	 * not matter which of both it was by then.
	 */
	void release(String name, Owner owner) {
		boolean held = isHeld(name, owner);
		LinkedHashSet<Owner> queue = this.queues.get(name);
		if (queue == null || !queue.remove(owner)) {
			return;
		}
		this.size--;
		this.kept.remove(owner);
		if (!held) {
			this.answers.accept(owner, Outcome.TAKEN);
		}
		else if (queue.isEmpty()) {
			this.queues.remove(name);
		}
		else {
			this.answers.accept(queue.iterator().next(), Outcome.GRANTED);
		}
	}

	/**
	 * Has a lock outlive the worker that holds it, until it is released.
	 * @return {@code false} if that worker does not hold it
	 */
	boolean keep(String name, Owner owner) {
		return isHeld(name, owner) && this.kept.add(owner);
	}

	/**
	 * The process of a worker is known to have ended.
	 */
	void gone(int worker) {
		Map<Owner, String> left = new HashMap<>();
		this.queues.forEach((name, queue) -> queue.stream()
			.filter((owner) -> owner.worker() == worker && !this.kept.contains(owner))
			.forEach((owner) -> left.put(owner, name)));
		left.forEach((owner, name) -> release(name, owner));
	}

	private boolean isHeld(String name, Owner owner) {
		LinkedHashSet<Owner> queue = this.queues.get(name);
		return queue != null && queue.iterator().next().equals(owner);
	}

	/**
	 * Who wants a lock.
	 *
	 * @param worker the worker
	 * @param request the number of its request
	 */
	record Owner(int worker, int request) {

	}

}
