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

package io.github.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody's request for a lock, and the lock once it is granted. It is bound to no
 * thread.
 */
public interface LockRequest {

	/**
	 * Whether the lock is granted, when that is decided.
	 * @return {@code false} if another one holds it; completed exceptionally if the
	 * primary does not decide
	 */
	CompletableFuture<Boolean> granted();

	/**
	 * Gives the lock back, or gives up the wait for it.
	 * @param keep how much longer nobody else gets a lock that was granted, even if this
	 * process ends
	 */
	void release(Duration keep);

}
