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

package io.github.clusterboot.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.lock.LockSource.Step;
import io.github.clusterboot.lock.NamedLocks.Local;
import io.github.clusterboot.worker.LockRequest;

/**
 * A lock across processes: a thread first gets the lock of this process, and with that
 * the one of all processes.
 *
 * @param name its name
 * @param locks the locks of this process
 */
record NamedLock(String name, NamedLocks locks) implements Lock {

	@Override
	public void lock() {
		acquire((local) -> {
			local.lock();
			return true;
		}, true, NamedLock::decision);
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		acquire((local) -> {
			local.lockInterruptibly();
			return true;
		}, true, (granted) -> decision(granted, Long.MAX_VALUE));
	}

	@Override
	public boolean tryLock() {
		return acquire(ReentrantLock::tryLock, false, NamedLock::decision);
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		long deadline = System.nanoTime() + unit.toNanos(time);
		return acquire((local) -> local.tryLock(time, unit), time > 0,
				(granted) -> (time > 0) ? decision(granted, deadline - System.nanoTime()) : decision(granted));
	}

	private <X extends Exception> boolean acquire(Step<ReentrantLock, X> inProcess, boolean wait,
			Step<CompletableFuture<Boolean>, X> decision) throws X {
		Local local = this.locks.enter(this.name);
		int holds = local.getHoldCount();
		boolean acquired = false;
		try {
			acquired = inProcess.take(local) && (holds > 0 || acquireAmongProcesses(local, wait, decision));
			return acquired;
		}
		finally {
			if (!acquired) {
				if (local.getHoldCount() > holds) {
					local.unlock();
				}
				this.locks.leave(this.name);
			}
		}
	}

	private <X extends Exception> boolean acquireAmongProcesses(Local local, boolean wait,
			Step<CompletableFuture<Boolean>, X> decision) throws X {
		local.request = this.locks.acquire(this.name, wait, decision);
		return local.request != null;
	}

	@Override
	public void unlock() {
		Local local = this.locks.find(this.name);
		if (local == null || !local.isHeldByCurrentThread()) {
			throw new IllegalMonitorStateException("This thread does not hold " + this);
		}
		LockRequest request = local.request;
		if (local.getHoldCount() == 1 && request != null) {
			local.request = null;
			request.release(Duration.ZERO);
		}
		local.unlock();
		this.locks.leave(this.name);
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("A lock across processes has no conditions");
	}

	@Override
	public String toString() {
		return "lock '" + this.name + "'";
	}

	/**
	 * Waits for the decision, however often the thread is interrupted.
	 */
	static boolean decision(CompletableFuture<Boolean> granted) {
		try {
			return granted.join();
		}
		catch (CompletionException ex) {
			throw failure(ex.getCause());
		}
	}

	private static boolean decision(CompletableFuture<Boolean> granted, long nanos) throws InterruptedException {
		try {
			return granted.get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
	}

	private static ClusterException failure(@Nullable Throwable cause) {
		return new ClusterException((cause == null || cause instanceof TimeoutException) ? "the primary does not answer"
				: String.valueOf(cause.getMessage()), cause);
	}

}
