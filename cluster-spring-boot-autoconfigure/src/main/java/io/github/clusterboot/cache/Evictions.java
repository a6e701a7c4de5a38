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

package io.github.clusterboot.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

/**
 * Tells the other workers what they are to evict from the caches of a manager, and does
 * what they tell. A worker that takes nothing for a while clears all of them when it does
 * again. Thread-safe.
 */
final class Evictions implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Evictions.class);

	/**
	 * How long evictions are collected.
	 */
	private static final Duration DELAY = Duration.ofMillis(10);

	private static final Duration RETRY = Duration.ofMillis(500);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Mailbox mailbox;

	private final String topic;

	private final BooleanSupplier serves;

	private final Map<String, LocalEntries> caches = new ConcurrentHashMap<>();

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
			new DefaultThreadFactory("cluster-evictions", true), new ThreadPoolExecutor.DiscardPolicy());

	private final Collected toTell = new Collected();

	private final Collected told = new Collected();

	/**
	 * The workers that have not taken something. For the thread alone, as what follows.
	 */
	private final Set<Integer> behind = new HashSet<>();

	private boolean retrying;

	/**
	 * How long the last one took.
	 */
	private volatile Duration lastEviction = Duration.ZERO;

	private final Runnable end;

	/**
	 * Opens the topic.
	 * @param serves whether this worker has taken connections
	 */
	Evictions(Mailbox mailbox, String topic, BooleanSupplier serves) {
		this.mailbox = mailbox;
		this.topic = topic;
		this.serves = serves;
		// a start of a thread may fail, better here than in an eviction
		this.thread.prestartCoreThread();
		this.end = mailbox.open(topic, this::received, (worker) -> this.thread.execute(() -> this.behind.add(worker)));
	}

	/**
	 * Makes a cache one that others know.
	 */
	LocalEntries share(String cache, Map<Object, ?> entries) {
		LocalEntries shared = new LocalEntries(entries, (hash) -> evict(cache, hash), this.serves);
		this.caches.put(cache, shared);
		return shared;
	}

	void forget(String cache) {
		this.caches.remove(cache);
	}

	/**
	 * Others are to evict this.
	 * @param hash the hash of a key, or {@code null} for all
	 */
	void evict(String cache, @Nullable Integer hash) {
		if (this.toTell.add(cache, (batch) -> batch.add(hash))) {
			in(DELAY, this::tell);
		}
	}

	private void in(Duration delay, Runnable pass) {
		this.thread.schedule(pass, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void tell() {
		Map<String, Batch> changes = this.toTell.take();
		Set<Integer> others = this.mailbox.others();
		this.behind.retainAll(others);
		for (int worker : others) {
			try {
				if (this.behind.contains(worker)) {
					this.mailbox.send(worker, this.topic, null, List.of(), Batch.ALL);
					this.behind.remove(worker);
				}
				else {
					tell(worker, changes);
				}
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("Worker {} clears its caches later", worker, ex);
				this.behind.add(worker);
			}
		}
		if (!this.behind.isEmpty() && !this.retrying) {
			this.retrying = true;
			in(RETRY, this::retry);
		}
	}

	private void tell(int worker, Map<String, Batch> changes) throws IOException {
		for (Map.Entry<String, Batch> change : changes.entrySet()) {
			this.mailbox.send(worker, this.topic, null, List.of(change.getKey()), change.getValue().text());
		}
	}

	private void retry() {
		this.retrying = false;
		tell();
	}

	/**
	 * How many passes are still to come.
	 */
	int waiting() {
		return this.thread.getQueue().size();
	}

	private void received(Mail mail) {
		Set<Integer> hashes = Batch.parse(mail.body());
		for (String cache : mail.types().isEmpty() ? this.caches.keySet() : mail.types()) {
			if (this.told.add(cache, (batch) -> batch.addAll(hashes))) {
				in(this.lastEviction, this::evictTold);
			}
		}
	}

	/**
	 * Looks at all keys, and not more than half of the time.
	 */
	private void evictTold() {
		long start = System.nanoTime();
		this.told.take().forEach((cache, batch) -> {
			LocalEntries entries = this.caches.get(cache);
			if (entries != null) {
				entries.evict(batch.hashes());
			}
		});
		this.lastEviction = Duration.ofNanos(System.nanoTime() - start);
	}

	/**
	 * What is pending is still sent.
	 */
	@Override
	public void close() {
		this.end.run();
		DaemonThreads.end(this.thread, PATIENCE);
	}

}
