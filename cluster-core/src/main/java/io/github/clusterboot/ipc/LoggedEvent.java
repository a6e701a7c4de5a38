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

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the cluster, as the primary tells it. The actuator endpoint
 * {@code clusterevents} shows these.
 *
 * @param number grows by one with each event, from 1 when the primary starts
 * @param at when it happened
 * @param type what happened, in a word such as {@code FORKED} or {@code EXITED}
 * @param slot the slot that it is about, or {@code null}
 * @param worker the id of the worker that it is about, or {@code null}
 * @param pid the process id of that worker, or {@code null} if it has no process
 * @param generation the generation of that worker or of a reload, or {@code null}
 * @param exit how the worker ended, or {@code null} if it did not
 * @param reason why a reload or a replacement has failed, or {@code null}
 * @param text what happened, for people to read
 */
@JsonInclude
public record LoggedEvent(long number, Instant at, String type, @Nullable Integer slot, @Nullable Integer worker,
		@Nullable Long pid, @Nullable Integer generation, @Nullable Exit exit, @Nullable String reason, String text) {

	/**
	 * How a worker ended.
	 *
	 * @param code its exit code
	 * @param signal the signal that ended it, or {@code null}
	 * @param afterDisconnect whether it had been asked to go; an older primary does not
	 * tell
	 */
	@JsonInclude
	public record Exit(int code, @Nullable String signal, @Nullable Boolean afterDisconnect) {
	}

}
