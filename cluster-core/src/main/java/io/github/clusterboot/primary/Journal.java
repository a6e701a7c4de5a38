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

import java.time.Duration;

import io.github.clusterboot.primary.RestartPolicy.Verdict;

/**
 * Is told what happens to the workers, for people to read.
 */
interface Journal {

	void forked(WorkerHandle worker);

	void online(WorkerHandle worker);

	void listening(WorkerHandle worker, Duration startup);

	/**
	 * A worker could serve, and is not needed yet.
	 */
	void standingBy(WorkerHandle worker, Duration startup);

	void standingByAgain(WorkerHandle worker);

	/**
	 * A worker that stood by listens.
	 */
	void takenOver(WorkerHandle worker, Duration opening);

	void refusing(WorkerHandle worker);

	void acceptingAgain(WorkerHandle worker);

	/**
	 * A worker has exited that was {@linkplain WorkerHandle#drainReason() asked to go}.
	 */
	void exitedAsAsked(WorkerHandle worker, Exit exit);

	void exited(WorkerHandle worker, Exit exit, Duration uptime, Verdict verdict);

	void notForked(WorkerHandle worker, String reason);

	void firstStartFailed(WorkerHandle worker, Exit exit, Duration uptime);

	/**
	 * A worker has exited, and another one that is to take its slot is under way.
	 */
	void exitedWhileReplaced(WorkerHandle worker, Exit exit, Duration uptime);

	void replacementFailed(WorkerHandle worker, Exit exit, Duration uptime);

	void silent(WorkerHandle worker, Duration timeout);

	void broken(WorkerHandle worker, String reason, Verdict verdict);

	/**
	 * A worker is of no use any more, and another one that is to take its slot is under
	 * way.
	 */
	void brokenWhileReplaced(WorkerHandle worker, String reason);

	/**
	 * A worker is ended, as the application that it runs cannot be clustered.
	 */
	void unclustered(WorkerHandle worker, String reason);

	void renewing(WorkerHandle worker, String reason);

	void renewalFailed(Slot slot, String reason);

	void reloading(int generation);

	void reloadJoined();

	void reloadSucceeded(int generation);

	void reloadFailed(int generation, String reason);

	/**
	 * A worker is to be replaced, and stays while others still compile.
	 */
	void settling(WorkerHandle worker, Duration timeout);

	void scaling(int from, int to);

	void scalingStandby(int from, int to);

	/**
	 * A worker that is not needed any more is killed, as it has only begun to start.
	 */
	void endingStart(WorkerHandle worker);

	/**
	 * A worker that is not needed any more may finish what it does while it starts.
	 */
	void endingFirst(WorkerHandle worker, Duration timeout);

	/**
	 * A worker that is not needed any more may close its context, though it serves nobody
	 * yet.
	 */
	void endingRefreshed(WorkerHandle worker, Duration timeout);

	void overdue(WorkerHandle worker, WorkerHandle.Deadline.Step step);

	void stopping(int workers, String reason);

	void killing(int workers, String reason);

}
