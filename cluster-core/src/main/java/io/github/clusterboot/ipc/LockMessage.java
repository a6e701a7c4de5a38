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

/**
 * What the primary and a worker tell each other about locks.
 */
public sealed interface LockMessage extends Message {

	/**
	 * Worker to primary: it wants the lock of this name.
	 *
	 * @param patient whether it waits while another one holds it
	 */
	record Wanted(int request, String name, boolean patient) implements LockMessage {
	}

	/**
	 * Worker to primary: it gives back the lock that it holds, or does not wait for it
	 * any more.
	 *
	 * @param request the number of its {@link Wanted}
	 * @param keepMillis how much longer nobody else gets a lock that it held, whether the
	 * worker lives or not
	 */
	record Released(int request, String name, long keepMillis) implements LockMessage {
	}

	/**
	 * Primary to worker, in answer to {@link Wanted}, when it is decided.
	 */
	record Answer(int request, Outcome outcome) implements LockMessage, Message.Reply {

		/** What becomes of a request for a lock. */
		public enum Outcome {

			/** The worker holds the lock. */
			GRANTED,
			/** Another one holds it, and the worker does not wait, or not any more. */
			TAKEN,
			/** Too many locks are held and waited for. */
			REFUSED

		}

	}

}
