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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads that keep no JVM from ending.
 */
public final class DaemonThreads {

	/**
	 * Less than a process that is to exit is given before it is killed.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private DaemonThreads() {
	}

	/**
	 * Starts a thread.
	 * @param name the name of the thread
	 * @param work what it does
	 * @return the thread
	 */
	public static Thread start(String name, Runnable work) {
		Thread thread = create(name, work);
		thread.start();
		return thread;
	}

	/**
	 * Creates an executor with one thread, which is started now: later there may be a
	 * limit. What it is given after its end is dropped.
	 * @param name the name of the thread
	 * @return the executor
	 */
	public static ExecutorService executor(String name) {
		return executor(name, Integer.MAX_VALUE);
	}

	/**
	 * The same where what is given while so many others wait is dropped too.
	 * @param name the name of the thread
	 * @param capacity how many may wait
	 * @return the executor
	 */
	public static ExecutorService executor(String name, int capacity) {
		return executor(name, capacity, new ThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * The same where somebody is told of what is dropped.
	 * @param name the name of the thread
	 * @param capacity how many may wait
	 * @param onDropped is given what is dropped
	 * @return the executor
	 */
	public static ExecutorService executor(String name, int capacity, RejectedExecutionHandler onDropped) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(capacity), (work) -> create(name, work), onDropped);
		executor.prestartCoreThread();
		return executor;
	}

	/**
	 * Ends an executor, and waits a little for what it is at, which is not interrupted:
	 * that would close a file or a database that an application uses.
	 * @param executor takes nothing any more
	 */
	public static void end(ExecutorService executor) {
		end(executor, PATIENCE);
	}

	/**
	 * Ends an executor, and waits for what it is at, which is not interrupted.
	 * @param executor takes nothing any more
	 * @param patience how long to wait
	 * @return whether all is done
	 */
	public static boolean end(ExecutorService executor, Duration patience) {
		executor.shutdown();
		try {
			return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Waits for what is done elsewhere.
	 * @param <T> what comes of it
	 * @param patience how long to wait
	 * @param answer what is done
	 * @param otherwise what is taken for an answer where there is none in time, or none
	 * at all
	 * @return the answer
	 */
	public static <T> T within(Duration patience, Future<T> answer, T otherwise) {
		try {
			return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			return otherwise;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return otherwise;
		}
	}

	private static Thread create(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

}
