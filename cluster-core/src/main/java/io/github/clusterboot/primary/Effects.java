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
import java.util.function.Consumer;

import io.netty.channel.EventLoopGroup;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.ipc.Handlers;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * Does what the fleet says is to be done.
 */
final class Effects implements Consumer<Action> {

	private static final Handlers<Effects, Action> handlers = new Handlers<Effects, Action>()
		.on(Action.Fork.class, (effects, fork) -> effects.processes.fork(fork, effects.privateDirectory))
		.on(Action.OpenGate.class,
				(effects, gate) -> effects.connections.send(gate.id(), new Message.Serve(gate.readiness())))
		.on(Action.Lead.class, (effects, lead) -> effects.connections.send(lead.id(), new LeaderMessage.Lead()))
		.on(Action.StopLeading.class, (effects, stop) -> effects.connections.send(stop.id(), new LeaderMessage.Stop()))
		.on(Action.Drain.class, Effects::drain)
		.on(Action.Terminate.class, (effects, terminate) -> effects.processes.terminate(terminate.id()))
		.on(Action.Kill.class, (effects, kill) -> effects.processes.kill(kill.id()))
		.on(Action.DumpThreads.class, (effects, dump) -> effects.processes.dumpThreads(dump.id()))
		.on(Action.PrepareGeneration.class,
				(effects, prepare) -> effects.generations.prepare(prepare.generation(), effects.privateDirectory))
		.on(Action.DiscardGenerations.class, (effects, discard) -> effects.generations.discard(discard.gone()))
		.on(Action.CloseListeners.class, (effects, close) -> effects.closeListeners());

	private final Path privateDirectory;

	private final WorkerProcesses processes;

	private final Generations generations;

	private final Connections connections;

	private final ListeningSockets sockets;

	private final EventLoopGroup eventLoop;

	private boolean listenersClosed;

	Effects(Path privateDirectory, WorkerProcesses processes, Generations generations, Connections connections,
			ListeningSockets sockets, EventLoopGroup eventLoop) {
		this.privateDirectory = privateDirectory;
		this.processes = processes;
		this.generations = generations;
		this.connections = connections;
		this.sockets = sockets;
		this.eventLoop = eventLoop;
	}

	@Override
	public void accept(Action action) {
		handlers.handle(this, action);
	}

	/**
	 * Where everything ends, there is no other worker that could take what this one
	 * leaves, so that it first gets what was accepted for it.
	 */
	private void drain(Action.Drain drain) {
		Runnable disconnect = () -> this.connections.send(drain.id(),
				new Message.Disconnect(drain.timeout().toMillis()));
		if (this.listenersClosed) {
			NativeTransport.execute(this.eventLoop, () -> this.sockets.whenHandedOver(disconnect));
		}
		else {
			disconnect.run();
		}
	}

	private void closeListeners() {
		this.listenersClosed = true;
		NativeTransport.execute(this.eventLoop, this.sockets::stopAccepting);
	}

	void close() {
		NativeTransport.execute(this.eventLoop, this.sockets::close);
	}

}
