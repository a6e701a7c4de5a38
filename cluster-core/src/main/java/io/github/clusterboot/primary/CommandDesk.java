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

import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.Fleet;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;

/**
 * Passes what somebody wants on to the fleet, and answers whether it is done.
 */
final class CommandDesk {

	private CommandDesk() {
	}

	static CommandResult handle(Command command, int asker, Fleet fleet, long now) {
		return switch (command.action()) {
			case RELOAD -> reload(command, fleet.reload());
			case SCALE -> answer(command, scale(command.workers(), fleet));
			case RESTART -> tell(command, fleet, fleet::restart);
			case DISCONNECT -> tell(command, fleet, fleet::disconnect);
			case KILL -> tell(command, fleet, (worker) -> {
				fleet.kill(worker, worker == asker, now);
				return null;
			});
		};
	}

	private static CommandResult tell(Command command, Fleet fleet, IntFunction<@Nullable String> order) {
		Integer worker = command.worker();
		return (worker != null && fleet.knows(worker)) ? answer(command, order.apply(worker))
				: new CommandResult(command.request(), Outcome.UNKNOWN_WORKER, "there is no worker " + worker, null);
	}

	private static CommandResult answer(Command command, @Nullable String refusal) {
		return new CommandResult(command.request(), (refusal != null) ? Outcome.REFUSED : Outcome.ACCEPTED, refusal,
				null);
	}

	private static CommandResult reload(Command command, @Nullable Integer generation) {
		return (generation != null) ? new CommandResult(command.request(), Outcome.ACCEPTED, null, generation)
				: answer(command, "everything ends");
	}

	private static @Nullable String scale(@Nullable Integer workers, Fleet fleet) {
		if (workers == null || workers < 1 || workers > Command.MOST_WORKERS) {
			return "the number of workers has to be from 1 to " + Command.MOST_WORKERS;
		}
		fleet.scale(workers);
		return null;
	}

}
