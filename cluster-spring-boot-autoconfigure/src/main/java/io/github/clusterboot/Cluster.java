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

package io.github.clusterboot;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;

/**
 * The cluster that this process is a worker of, as the module {@code cluster} of Node.js
 * shows it. A bean of this type is there in every web application, clustered or not: one
 * that is not clustered is a cluster of one worker, this process.
 * <p>
 * What changes the cluster returns at once. The stage completes when the change is done,
 * or exceptionally with a {@link ClusterException} that says why it is not. A worker that
 * is asked to exit itself meanwhile is told so in that way, and the change goes on. No
 * thread that calls or that goes on with a stage holds up the cluster. Thread-safe.
 */
public interface Cluster {

	/**
	 * Whether this process is one of the workers of a primary.
	 * @return {@code false} if the application runs in this process alone
	 */
	boolean isClustered();

	/**
	 * This process, as Node's {@code cluster.worker}.
	 * @return the worker
	 * @throws ClusterException if the primary does not answer
	 */
	ClusterWorker self();

	/**
	 * The workers that live, as Node's {@code cluster.workers}. While one is replaced its
	 * slot has two.
	 * @return the workers by slot and id, as the primary knows them now
	 * @throws ClusterException if the primary does not answer
	 */
	List<ClusterWorker> workers();

	/**
	 * How many workers are wanted to serve, as configured or scaled.
	 * @return the number, at least 1
	 * @throws ClusterException if the primary does not answer
	 */
	int wanted();

	/**
	 * Whether this process is the leader, the one worker that does what is to be done
	 * once per cluster; there are never two. The primary names a worker that serves, or
	 * the first one while it starts. Leadership moves when the leader is to exit, refuses
	 * traffic for more than 10 seconds while another one serves, hangs or dies, and not
	 * before what {@link OncePerCluster} runs in it has ended, or its process is gone. A
	 * {@link LeaderChangedEvent} tells it. Does not ask the primary. What checks this
	 * first and acts then may overlap with the next leader: let {@link OncePerCluster}
	 * run it.
	 * @return {@code true} where this process is not clustered
	 */
	boolean isLeader();

	/**
	 * Scales the cluster. It is done when as many workers listen and those that are too
	 * many have exited. It is not done if the number is changed again meanwhile, or a
	 * slot is given up.
	 * @param workers how many workers are wanted, at least 1
	 * @return completed when it is done
	 */
	CompletionStage<Void> scale(int workers);

	/**
	 * Replaces all workers by ones of what is on disk now. A reload that is asked for
	 * while another one is under way is done by one more after it. As this worker is
	 * replaced too, the {@link ReloadEvent} in the new workers tells the end.
	 * @return completed exceptionally if the reload fails, or when this worker is asked
	 * to exit
	 */
	CompletionStage<Void> reload();

	/**
	 * Replaces a worker, the replacement first.
	 * @param id the id of the worker
	 * @return completed when the old worker has exited; exceptionally if there is no such
	 * worker, or it is kept because its replacement does not start
	 */
	CompletionStage<Void> restart(int id);

	/**
	 * Drains a worker and does not replace it, as Node's {@code worker.disconnect()}: one
	 * worker less is wanted from then on.
	 * @param id the id of the worker
	 * @return completed when the worker has exited; exceptionally if there is no such
	 * worker, or it is the only one
	 */
	CompletionStage<Void> disconnect(int id);

	/**
	 * Kills a worker with SIGKILL, as Node's {@code worker.process.kill('SIGKILL')}. It
	 * is replaced as any that has crashed.
	 * @param id the id of the worker
	 * @return completed when the worker has exited; exceptionally if there is no such
	 * worker
	 */
	CompletionStage<Void> kill(int id);

	/**
	 * Sends a message to a worker, as Node's {@code worker.send()}: JSON that arrives at
	 * most once, and in order for each sender and receiver. It is received by the methods
	 * with {@code @EventListener} for {@link ClusterMessage}, on a thread for all
	 * messages. To send waits for nobody.
	 * @param id the id of the worker, which may be this one
	 * @param message the message
	 * @throws ClusterException if there is no such worker, it does not take what it was
	 * sent before, or the message cannot be written or is longer than 64 KB
	 */
	void send(int id, Object message);

	/**
	 * Sends a message to all other workers, those that start and drain included.
	 * @param message the message
	 * @throws ClusterException if the message cannot be written or is longer than 64 KB
	 */
	void broadcast(Object message);

	/**
	 * Sends a message to a worker and waits for what its listener returns, or what the
	 * stage gives that it returns; {@code null} where it returns nothing.
	 * @param <R> what the answer is read as
	 * @param id the id of the worker, which may be this one
	 * @param message the message
	 * @param answer what the answer is read as
	 * @return completed with the answer; exceptionally if the message cannot be sent, no
	 * listener is for it, a listener fails, the worker ends, or nothing is heard for 30 s
	 */
	<R> CompletionStage<R> ask(int id, Object message, Class<R> answer);

	/**
	 * A lock across all workers, of which one thread holds it at a time. It is reentrant
	 * and has no conditions. Who waits gets it in turn. The death of a worker frees what
	 * it held. Where the primary is gone, or this process ends, waiting for it throws a
	 * {@link ClusterException}.
	 * @param name any text of at most 200 characters
	 * @return the lock, the same one for all who give this name
	 */
	Lock lock(String name);

}
