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
import java.util.List;
import java.util.Map;

/**
 * How a worker is started. Plain data and rules, no application objects.
 */
public interface WorkerCommand {

	/**
	 * The command line of a worker.
	 * @param id the worker's id
	 * @param slot the worker's slot
	 * @param privateDirectory where the primary's sockets are
	 * @return the program and its arguments
	 */
	List<String> commandLine(int id, int slot, Path privateDirectory);

	/**
	 * Makes the environment of a worker out of that of the primary.
	 * @param environment the environment, to be changed in place
	 * @param id the worker's id
	 * @param slot the worker's slot
	 */
	void adaptEnvironment(Map<String, String> environment, int id, int slot);

}
