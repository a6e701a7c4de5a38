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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the primary and a worker tell each other, on the wire as {@link Records}. A reload
 * may put a newer worker beside an older primary, so names that exist keep their meaning,
 * a component that is added later is no primitive, and a receiver drops a type that it
 * does not know. The component {@code request} is the number of a question, which the
 * {@link Reply} repeats.
 */
public sealed interface Message permits Message.Supervisory, Message.Reply, LeaderMessage, LockMessage {

	/** Worker to primary: it can be talked to. */
	record Online() implements Supervisory {
	}

	/**
	 * Worker to primary: the application's context is refreshed. From now on its beans
	 * have to be destroyed.
	 */
	record Refreshed() implements Supervisory {
	}

	/**
	 * Worker to primary: a web server wants this address.
	 *
	 * @param address the IP address, or {@code null} for every address of the machine
	 * @param port the port, or 0 for any free one
	 * @param index tells apart a worker's several requests for port 0; as in Node's
	 * cluster the n-th request of each worker gets the same port
	 */
	record Listen(int request, @Nullable String address, int port, int index, int backlog) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link Online}: do not take connections when you
	 * are ready, but say so and wait for {@link Serve}.
	 */
	record StandBy() implements Supervisory {
	}

	/**
	 * Worker to primary: it would take connections, and says so for the n-th time.
	 * {@link Refusing} takes it back.
	 */
	record Ready(int number) implements Supervisory {
	}

	/**
	 * Primary to worker: take connections. It holds for the {@link Ready} of that number
	 * and, when the worker has said {@link Accepting}, for good.
	 */
	record Serve(int number) implements Supervisory {
	}

	/** Worker to primary: it takes connections from now on. */
	record Accepting() implements Supervisory {
	}

	/** Worker to primary: it takes no connections until it says otherwise. */
	record Refusing() implements Supervisory {
	}

	/**
	 * Worker to primary, again and again: it lives. Memory is in bytes, {@code rss} 0 if
	 * unknown, {@code heapMax} -1 if there is no limit.
	 *
	 * @param cpu its recent use of the processors, from 0 to 1
	 * @param oldestRequestMillis how long the oldest request has been with its thread
	 */
	record Heartbeat(long rss, long heapUsed, long heapMax, double cpu, int connections, long requests,
			long oldestRequestMillis) implements Supervisory {
	}

	/**
	 * Worker to primary: the application cannot recover (its liveness state is BROKEN).
	 */
	record Broken() implements Supervisory {
	}

	/**
	 * Worker to primary: the application cannot be clustered. The primary ends the
	 * worker.
	 *
	 * @param running whether the application has started, and so is to be ended with care
	 */
	record Unclustered(String reason, boolean running) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link Listen}: the address is bound and shared.
	 *
	 * @param listener what the worker names to get the listener's handles
	 */
	record Bound(int request, int listener, String address, int port, SchedulingPolicy policy) implements Reply {
	}

	/**
	 * Primary to worker, in answer to {@link Listen}: the address could not be bound, in
	 * the operating system's words.
	 */
	record BindFailed(int request, String reason) implements Reply {
	}

	/**
	 * Primary to worker: finish what was accepted within this time, accept nothing new,
	 * and exit with 0.
	 */
	record Disconnect(long timeoutMillis) implements Supervisory {
	}

	/**
	 * Worker to primary: somebody has set a log level. Primary to all workers, in the
	 * same order: set it.
	 *
	 * @param logger a logger or a group of loggers
	 * @param level the level, or {@code null} for the inherited one
	 */
	record LogLevel(String logger, @Nullable String level) implements Supervisory {
	}

	/**
	 * Worker to primary: it can set log levels. Each {@link LogLevel} that was set is the
	 * answer.
	 */
	record LogLevelsQuery() implements Supervisory {
	}

	/** Worker to primary: how is the cluster? */
	record StatusQuery(int request) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link StatusQuery}.
	 */
	record Status(int request, ClusterStatus status) implements Reply {
	}

	/**
	 * Worker to primary: what has happened in the cluster after the event of this number?
	 */
	record EventsQuery(int request, long after) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link EventsQuery}: the newest one last.
	 */
	record Events(int request, List<LoggedEvent> events) implements Reply {
	}

	/** Worker to primary: it is to be told what happens in the cluster from now on. */
	record Subscription() implements Supervisory {
	}

	/**
	 * Primary to worker: what has just happened, to each {@link Subscription}.
	 */
	record Happened(LoggedEvent event) implements Supervisory {
	}

	/** Worker to primary: what is there to be counted? */
	record CountsQuery(int request) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link CountsQuery}.
	 */
	record Counts(int request, ClusterCounts counts) implements Reply {
	}

	/**
	 * Worker to primary: somebody wants the cluster changed.
	 *
	 * @param worker the id of the worker that it is about, or {@code null}
	 * @param workers how many workers are wanted, for {@link Action#SCALE}
	 */
	record Command(int request, Action action, @Nullable Integer worker,
			@Nullable Integer workers) implements Supervisory {

		/** More workers than this are a slip of the finger. */
		public static final int MOST_WORKERS = 1024;

		/** What can be wanted. */
		public enum Action {

			/** New workers in place of all. */
			RELOAD,
			/** Another number of workers. */
			SCALE,
			/** A worker replaced, then drained. */
			RESTART,
			/** A worker drained and not replaced. */
			DISCONNECT,
			/** A worker killed. */
			KILL

		}

	}

	/**
	 * Primary to worker: what became of a {@link Command}, and why it is not done.
	 *
	 * @param generation the generation that a reload rolls in, or {@code null}
	 */
	record CommandResult(int request, Outcome outcome, @Nullable String message,
			@Nullable Integer generation) implements Reply {

		/** Whether a command is done. */
		public enum Outcome {

			/** It is being done. */
			ACCEPTED,
			/** There is no such worker. */
			UNKNOWN_WORKER,
			/** It cannot be done now. */
			REFUSED

		}

	}

	/** Worker to primary: where is the Redis for development? */
	record RedisQuery(int request) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link RedisQuery}.
	 *
	 * @param port its port on the loopback interface; where the primary runs none, the
	 * default port if a Redis answers there, else 0
	 * @param password its password, or {@code null} if the primary runs none
	 * @param missing why the primary runs none, or {@code null}
	 */
	record Redis(int request, int port, @Nullable String password, @Nullable String missing) implements Reply {

		@Override
		public String toString() {
			return "Redis[request=%d, port=%d, missing=%s]".formatted(this.request, this.port, this.missing);
		}

	}

	/** Worker to primary: which password has Spring Security's default user? */
	record PasswordQuery(int request) implements Supervisory {
	}

	/**
	 * Primary to worker, in answer to {@link PasswordQuery}.
	 *
	 * @param first whether nobody has been told it before
	 */
	record Password(int request, String password, boolean first) implements Reply {

		@Override
		public String toString() {
			return "Password[request=%d, first=%s]".formatted(this.request, this.first);
		}

	}

	/** What is said, and asked, about the workers and their connections. */
	sealed interface Supervisory extends Message {

	}

	/**
	 * Primary to worker: the answer to a question.
	 */
	sealed interface Reply extends Message
			permits Bound, BindFailed, Status, Counts, Events, CommandResult, Redis, Password, LockMessage.Answer {

		/**
		 * The number of the question.
		 * @return the number
		 */
		int request();

	}

}
