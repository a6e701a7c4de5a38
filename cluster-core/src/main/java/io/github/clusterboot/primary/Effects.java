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

import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.channel.EventLoopGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * Does what the fleet says is to be done.
 */
final class Effects implements Consumer<Action> {

	private static final Logger logger = LoggerFactory.getLogger(Effects.class);

	private final PrimarySettings settings;

	private final Path privateDirectory;

	private final WorkerProcesses processes;

	private final Generations generations;

	private final Connections connections;

	private final ListeningSockets sockets;

	private final EventLoopGroup eventLoop;

	private boolean listenersClosed;

	Effects(PrimarySettings settings, Path privateDirectory, WorkerProcesses processes, Generations generations,
			Connections connections, ListeningSockets sockets, EventLoopGroup eventLoop) {
		this.settings = settings;
		this.privateDirectory = privateDirectory;
		this.processes = processes;
		this.generations = generations;
		this.connections = connections;
		this.sockets = sockets;
		this.eventLoop = eventLoop;
	}

	@Override
	public void accept(Action action) {
		if (action instanceof Action.Fork fork) {
			this.processes.fork(fork, this.privateDirectory);
		}
		else if (action instanceof Action.OpenGate gate) {
			this.connections.send(gate.id(), new Message.Serve(gate.readiness()));
		}
		else if (action instanceof Action.Lead lead) {
			this.connections.send(lead.id(), new LeaderMessage.Lead());
		}
		else if (action instanceof Action.StopLeading stop) {
			this.connections.send(stop.id(), new LeaderMessage.Stop());
		}
		else if (action instanceof Action.Drain drain) {
			drain(drain.id());
		}
		else if (action instanceof Action.Terminate terminate) {
			this.processes.terminate(terminate.id());
		}
		else if (action instanceof Action.Kill kill) {
			this.processes.kill(kill.id());
		}
		else if (action instanceof Action.DumpThreads dump) {
			this.processes.dumpThreads(dump.id());
		}
		else if (action instanceof Action.PrepareGeneration prepare) {
			this.generations.prepare(prepare.generation(), this.privateDirectory);
		}
		else if (action instanceof Action.DiscardGenerations discard) {
			this.generations.discard(discard.gone());
		}
		else if (action instanceof Action.CloseListeners) {
			this.listenersClosed = true;
			execute(this.sockets::stopAccepting);
		}
	}

	/**
	 * Where everything ends, there is no other worker that could take what this one
	 * leaves, so that it first gets what was accepted for it.
	 */
	private void drain(int worker) {
		Message disconnect = new Message.Disconnect(this.settings.fleet().drainTimeout().toMillis());
		if (this.listenersClosed) {
			execute(() -> this.sockets.whenHandedOver(() -> this.connections.send(worker, disconnect)));
		}
		else {
			this.connections.send(worker, disconnect);
		}
	}

	void close() {
		execute(this.sockets::close);
	}

	private void execute(Runnable action) {
		try {
			this.eventLoop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loop has ended", ex);
		}
	}

}
