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
 * How the connections of a shared listening socket are given to the workers.
 */
public enum SchedulingPolicy {

	/**
	 * The workers accept from one shared listening socket, and the kernel chooses among
	 * those that wait. Node's {@code SCHED_NONE}.
	 */
	OS,

	/**
	 * The primary accepts, and hands each connection to the worker that has been free
	 * longest. Node's {@code SCHED_RR}.
	 */
	ROUND_ROBIN;

	@Override
	public String toString() {
		return (this == OS) ? "os" : "round-robin";
	}

}
