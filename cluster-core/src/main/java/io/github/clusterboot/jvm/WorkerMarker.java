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

package io.github.clusterboot.jvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What makes a JVM a worker: system properties on its command line. Unlike environment
 * variables, a process that the worker starts does not inherit them.
 *
 * @param id the worker's id
 * @param slot the worker's slot
 * @param first whether the worker is the first one of its generation
 * @param privateDirectory where the primary's sockets are
 */
public record WorkerMarker(int id, int slot, boolean first, Path privateDirectory) {

	private static final String ID = "cluster.worker.id";

	private static final String SLOT = "cluster.worker.slot";

	private static final String FIRST = "cluster.worker.first";

	private static final String PRIVATE_DIRECTORY = "cluster.worker.private-directory";

	/**
	 * The marker of this JVM.
	 * @return the marker, or {@code null} if this JVM is no worker
	 */
	public static @Nullable WorkerMarker ofThisJvm() {
		Integer id = Integer.getInteger(ID);
		Integer slot = Integer.getInteger(SLOT);
		String privateDirectory = System.getProperty(PRIVATE_DIRECTORY);
		if (id == null || slot == null || privateDirectory == null) {
			return null;
		}
		return new WorkerMarker(id, slot, Boolean.getBoolean(FIRST), Path.of(privateDirectory));
	}

	/**
	 * The JVM arguments that make a worker of it.
	 * @return the arguments
	 */
	public List<String> toJvmArguments() {
		List<String> arguments = new ArrayList<>(List.of("-D" + ID + "=" + this.id, "-D" + SLOT + "=" + this.slot,
				"-D" + PRIVATE_DIRECTORY + "=" + this.privateDirectory));
		if (this.first) {
			arguments.add("-D" + FIRST + "=true");
		}
		return arguments;
	}

}
