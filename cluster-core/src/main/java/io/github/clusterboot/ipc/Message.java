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

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import org.jspecify.annotations.Nullable;

/**
 * What the primary and a worker tell each other. On the wire a message is a JSON object
 * behind its length (see {@link MessageCodec}); its property {@code type} is the name
 * given here. A reload may put a newer worker beside an older primary, so names and
 * properties that exist keep their meaning, and a receiver drops a type that it does not
 * know.
 */
@JsonTypeInfo(use = Id.NAME, property = "type")
@JsonSubTypes({ @Type(value = Message.Online.class, name = "online"),
		@Type(value = Message.Refreshed.class, name = "refreshed"),
		@Type(value = Message.Listen.class, name = "listen"), @Type(value = Message.StandBy.class, name = "stand-by"),
		@Type(value = Message.Ready.class, name = "ready"), @Type(value = Message.Serve.class, name = "serve"),
		@Type(value = Message.Accepting.class, name = "accepting"),
		@Type(value = Message.Refusing.class, name = "refusing"),
		@Type(value = Message.Heartbeat.class, name = "heartbeat"),
		@Type(value = Message.Broken.class, name = "broken"),
		@Type(value = Message.Unclustered.class, name = "unclustered"),
		@Type(value = Message.StatusQuery.class, name = "status-query"),
		@Type(value = Message.Status.class, name = "status"),
		@Type(value = Message.CountsQuery.class, name = "counts-query"),
		@Type(value = Message.Counts.class, name = "counts"), @Type(value = Message.Command.class, name = "command"),
		@Type(value = Message.CommandResult.class, name = "command-result"),
		@Type(value = Message.RedisQuery.class, name = "redis-query"),
		@Type(value = Message.Redis.class, name = "redis"),
		@Type(value = Message.PasswordQuery.class, name = "password-query"),
		@Type(value = Message.Password.class, name = "password"),
		@Type(value = Message.EventsQuery.class, name = "events-query"),
		@Type(value = Message.Events.class, name = "events"), @Type(value = Message.Bound.class, name = "bound"),
		@Type(value = Message.BindFailed.class, name = "bind-failed"),
		@Type(value = Message.Disconnect.class, name = "disconnect"),
		@Type(value = Message.LogLevel.class, name = "log-level") })
public sealed interface Message {

	/**
	 * Worker to primary: the worker runs the application's {@code main} and can be talked
	 * to. Node calls it {@code online} as well.
	 */
	record Online() implements Message {
	}

	/**
	 * Worker to primary: the application's context is refreshed. Its beans do their work
	 * from now on, and have to be destroyed.
	 */
	record Refreshed() implements Message {
	}

	/**
	 * Worker to primary: a web server of the worker wants this address. Answered by
	 * {@link Bound} or {@link BindFailed}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 * @param address the IP address, or {@code null} for every address of the machine
	 * @param port the port, or 0 for any free one
	 * @param index tells apart a worker's several requests for port 0; as in Node's
	 * cluster the n-th request of each worker gets the same port
	 * @param backlog the most connections that the kernel holds before they are accepted
	 */
	record Listen(int request, @Nullable String address, int port, int index, int backlog) implements Message {
	}

	/**
	 * Primary to worker, in answer to {@link Online} where there are workers that stand
	 * by: do not take connections when you are ready, but say so and wait for
	 * {@link Serve}.
	 */
	record StandBy() implements Message {
	}

	/**
	 * Worker to primary: the worker's readiness is ACCEPTING_TRAFFIC, it would take
	 * connections. {@link Refusing} takes it back.
	 *
	 * @param number counts how often the worker has said so
	 */
	record Ready(int number) implements Message {
	}

	/**
	 * Primary to worker: take connections. It holds for the {@link Ready} that it
	 * answers, and for nothing later; when the worker has said {@link Accepting}, it
	 * holds for good.
	 *
	 * @param number the number in {@link Ready}
	 */
	record Serve(int number) implements Message {
	}

	/**
	 * Worker to primary: the worker's readiness is ACCEPTING_TRAFFIC, it takes
	 * connections from now on.
	 */
	record Accepting() implements Message {
	}

	/**
	 * Worker to primary: the worker takes no connections until it says otherwise.
	 */
	record Refusing() implements Message {
	}

	/**
	 * Worker to primary, again and again: the worker lives.
	 *
	 * @param rss its resident memory in bytes, or 0 if unknown
	 * @param heapUsed the used heap in bytes
	 * @param heapMax the most heap it may use in bytes, or -1 if there is no limit
	 * @param cpu its recent use of the processors, from 0 to 1
	 * @param connections its open connections
	 * @param requests the requests that it has served
	 * @param oldestRequestMillis how long the oldest request has been with its thread, in
	 * milliseconds, or 0
	 * @param compiling how long the compilations took that have ended since the last
	 * heartbeat, as a share of that time; more than 1 if several were under way, and
	 * {@code null} if unknown
	 */
	record Heartbeat(long rss, long heapUsed, long heapMax, double cpu, int connections, long requests,
			long oldestRequestMillis, @Nullable Double compiling) implements Message {

		/**
		 * A JVM that is new under full load compiles all the time, and later for a
		 * hundredth of it.
		 */
		private static final double RESTING = 0.1;

		/**
		 * Whether there is something to compile that matters.
		 * @return {@code false} also if it is unknown
		 */
		public boolean compiles() {
			return this.compiling != null && this.compiling >= RESTING;
		}
	}

	/**
	 * Worker to primary: the application cannot recover (its liveness state is BROKEN).
	 */
	record Broken() implements Message {
	}

	/**
	 * Worker to primary: the application cannot be clustered. The primary ends the
	 * worker.
	 *
	 * @param reason why, to be read by people
	 * @param running whether the application has started all the same, and so is to be
	 * ended with care
	 */
	record Unclustered(String reason, boolean running) implements Message {
	}

	/**
	 * Primary to worker: the address is bound and shared.
	 *
	 * @param request the number in {@link Listen}
	 * @param listener what the worker names to get the listener's handles
	 * @param address the IP address that is bound
	 * @param port the port that is bound, never 0
	 * @param policy how connections reach the workers
	 */
	record Bound(int request, int listener, String address, int port, SchedulingPolicy policy) implements Reply {
	}

	/**
	 * Primary to worker: the address could not be bound.
	 *
	 * @param request the number in {@link Listen}
	 * @param reason the operating system's words
	 */
	record BindFailed(int request, String reason) implements Reply {
	}

	/**
	 * Primary to worker: finish what was accepted, accept nothing new, and exit with 0.
	 *
	 * @param timeoutMillis how long that may take, in milliseconds
	 */
	record Disconnect(long timeoutMillis) implements Message {
	}

	/**
	 * Worker to primary: somebody has set a log level. Primary to worker, the one that
	 * said so included: set it. As the primary says it to all in the same order, the last
	 * one stays everywhere.
	 *
	 * @param logger the name of a logger or of a group of loggers
	 * @param level the level, or {@code null} for the one that is inherited
	 */
	record LogLevel(String logger, @Nullable String level) implements Message {
	}

	/**
	 * Worker to primary: how is the cluster? Answered by {@link Status}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 */
	record StatusQuery(int request) implements Message {
	}

	/**
	 * Primary to worker: the state of the cluster.
	 *
	 * @param request the number in {@link StatusQuery}
	 * @param status the state
	 */
	record Status(int request, ClusterStatus status) implements Reply {
	}

	/**
	 * Worker to primary: what has happened in the cluster? Answered by {@link Events}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 * @param after only later events than that of this number are wanted; 0 for all
	 */
	record EventsQuery(int request, long after) implements Message {
	}

	/**
	 * Primary to worker: what has happened in the cluster.
	 *
	 * @param request the number in {@link EventsQuery}
	 * @param events the events that the primary still knows, the newest one last
	 */
	record Events(int request, List<ClusterEvent> events) implements Reply {
	}

	/**
	 * Worker to primary: what is there to be counted? Answered by {@link Counts}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 */
	record CountsQuery(int request) implements Message {
	}

	/**
	 * Primary to worker: the cluster in numbers.
	 *
	 * @param request the number in {@link CountsQuery}
	 * @param counts the numbers
	 */
	record Counts(int request, ClusterCounts counts) implements Reply {
	}

	/**
	 * Worker to primary: somebody wants the cluster changed. Answered by
	 * {@link CommandResult}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 * @param action what is wanted
	 * @param worker the id of the worker that it is about, for the actions that are about
	 * one
	 * @param workers how many workers are wanted, for {@link Action#SCALE}
	 */
	record Command(int request, Action action, @Nullable Integer worker, @Nullable Integer workers) implements Message {

		/**
		 * What can be wanted.
		 */
		public enum Action {

			/**
			 * Replace all workers by ones of what is to be run now.
			 */
			RELOAD,

			/**
			 * Change the number of workers.
			 */
			SCALE,

			/**
			 * Replace a worker, then drain it.
			 */
			RESTART,

			/**
			 * Drain a worker and do not replace it.
			 */
			DISCONNECT,

			/**
			 * Send a worker SIGKILL.
			 */
			KILL

		}

	}

	/**
	 * Primary to worker: what became of a {@link Command}.
	 *
	 * @param request the number in {@link Command}
	 * @param outcome whether it is done
	 * @param message why it is not done, or {@code null}
	 */
	record CommandResult(int request, Outcome outcome, @Nullable String message) implements Reply {

		/**
		 * Whether a command is done.
		 */
		public enum Outcome {

			/**
			 * It is being done.
			 */
			ACCEPTED,

			/**
			 * There is no such worker.
			 */
			UNKNOWN_WORKER,

			/**
			 * It cannot be done now.
			 */
			REFUSED

		}

	}

	/**
	 * Worker to primary: the application keeps its sessions in Redis and none is
	 * configured. Answered by {@link Redis}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 */
	record RedisQuery(int request) implements Message {
	}

	/**
	 * Primary to worker: the Redis that the primary runs for development.
	 *
	 * @param request the number in {@link RedisQuery}
	 * @param port its port on the loopback interface; where the primary runs none, the
	 * default port if a Redis answers there, else 0
	 * @param password its password, or {@code null} if the primary runs none
	 * @param missing why the primary runs none, or {@code null}
	 */
	record Redis(int request, int port, @Nullable String password, @Nullable String missing) implements Reply {

		/**
		 * For logs, which are no place for a password.
		 */
		@Override
		public String toString() {
			return "Redis[request=%d, port=%d, missing=%s]".formatted(this.request, this.port, this.missing);
		}

	}

	/**
	 * Worker to primary: Spring Security would generate a password for its default user.
	 * Answered by {@link Password}.
	 *
	 * @param request a number by which the worker recognizes the answer
	 */
	record PasswordQuery(int request) implements Message {
	}

	/**
	 * Primary to worker: the password of the default user in all workers.
	 *
	 * @param request the number in {@link PasswordQuery}
	 * @param password the password
	 * @param first whether nobody has been told it before
	 */
	record Password(int request, String password, boolean first) implements Reply {

		/**
		 * For logs, which are no place for a password that somebody may use.
		 */
		@Override
		public String toString() {
			return "Password[request=%d, first=%s]".formatted(this.request, this.first);
		}

	}

	/**
	 * Primary to worker: the answer to a request.
	 */
	sealed interface Reply extends Message
			permits Bound, BindFailed, Status, Counts, Events, CommandResult, Redis, Password {

		/**
		 * The number by which the worker recognizes the answer.
		 * @return the number in the request
		 */
		int request();

	}

}
