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

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Something that happened, for people to read: the line of the log and the entry of the
 * history are made from it.
 *
 * @param kind what happened
 * @param level how serious it is
 * @param slot the index of the slot that it is about, or {@code null}
 * @param worker the id of the worker that it is about, or {@code null}
 * @param pid the process id of that worker, or {@code null} if it has no process
 * @param generation the generation of the worker or of a reload, or {@code null}
 * @param exit how the worker ended, or {@code null} if it did not
 * @param afterDisconnect whether the worker has ended after it was asked to go
 * @param reason why a reload or a replacement has failed, or {@code null}
 * @param text what happened, behind the worker or the slot that it is about
 */
public record FleetEvent(Kind kind, Level level, @Nullable Integer slot, @Nullable Integer worker, @Nullable Long pid,
		@Nullable Integer generation, @Nullable Exit exit, boolean afterDisconnect, @Nullable String reason,
		String text) {

	static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

	static String workers(int workers) {
		return workers + ((workers == 1) ? " worker" : " workers");
	}

	/**
	 * The line of the log.
	 * @return the line
	 */
	public String line() {
		if (this.worker != null) {
			String process = (this.pid != null) ? ", pid " + this.pid : "";
			return "Worker " + this.worker + " (slot " + this.slot + process + ") " + this.text;
		}
		return (this.slot != null) ? "Slot " + this.slot + " " + this.text : this.text;
	}

	/**
	 * What can happen.
	 */
	public enum Kind {

		/**
		 * A worker was forked.
		 */
		FORKED(Level.INFO),

		/**
		 * A worker could not be forked.
		 */
		NOT_FORKED(Level.ERROR),

		/**
		 * A worker takes connections.
		 */
		LISTENING(Level.INFO),

		/**
		 * A worker could take connections, and is not needed yet.
		 */
		STANDING_BY(Level.INFO),

		/**
		 * A worker takes no connections for now.
		 */
		REFUSING(Level.INFO),

		/**
		 * A worker has ended.
		 */
		EXITED(Level.WARN),

		/**
		 * A slot failed too often.
		 */
		GIVEN_UP(Level.ERROR),

		/**
		 * A worker is silent.
		 */
		HUNG(Level.WARN),

		/**
		 * A worker has missed a deadline.
		 */
		OVERDUE(Level.WARN),

		/**
		 * A worker is of no use.
		 */
		BROKEN(Level.WARN),

		/**
		 * A worker that works is replaced.
		 */
		REPLACING(Level.INFO),

		/**
		 * A worker that works could not be replaced.
		 */
		REPLACING_FAILED(Level.WARN),

		/**
		 * A reload begins, or is wanted while another one is under way.
		 */
		RELOADING(Level.INFO),

		/**
		 * A reload has succeeded.
		 */
		RELOADED(Level.INFO),

		/**
		 * A reload has failed.
		 */
		RELOAD_FAILED(Level.ERROR),

		/**
		 * Another number of workers is wanted.
		 */
		SCALING(Level.INFO),

		/**
		 * Everything is to end.
		 */
		STOPPING(Level.INFO),

		/**
		 * A worker can be talked to.
		 */
		ONLINE(Level.DEBUG),

		/**
		 * A worker cannot be talked to any more.
		 */
		DISCONNECTED(Level.DEBUG),

		/**
		 * A worker is the leader.
		 */
		LEADER_CHANGED(Level.DEBUG);

		final Level level;

		Kind(Level level) {
			this.level = level;
		}

	}

}
