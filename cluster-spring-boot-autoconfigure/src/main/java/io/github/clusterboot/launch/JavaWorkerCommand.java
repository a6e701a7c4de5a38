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

package io.github.clusterboot.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.clusterboot.primary.WorkerCommand;

/**
 * Starts a worker the way this JVM was started.
 */
public final class JavaWorkerCommand implements WorkerCommand {

	/**
	 * A worker makes channels of the JDK out of descriptors.
	 */
	private static final String OPEN_CHANNELS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

	/**
	 * A worker uses Netty's native transport. Since Java 24 (JEP 472) the JVM warns where
	 * that is not granted.
	 */
	private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

	private static final int FIRST_TO_WARN = 24;

	private final JavaCommand java;

	private final JvmShare share;

	private final List<String> userArguments;

	private final GenerationCopies copies;

	/**
	 * Creates the command.
	 * @param java how this JVM was started
	 * @param share what a worker may use of the machine
	 * @param userArguments further JVM arguments of the user for workers
	 */
	public JavaWorkerCommand(JavaCommand java, JvmShare share, List<String> userArguments) {
		this.java = java;
		this.share = share;
		this.userArguments = List.copyOf(userArguments);
		this.copies = new GenerationCopies(java);
	}

	@Override
	public void prepare(int generation, Path directory) throws IOException {
		this.copies.prepare(generation, directory);
	}

	@Override
	public boolean isOutdated(int generation) {
		return this.copies.isOutdated(generation);
	}

	@Override
	public void retain(Set<Integer> generations) {
		this.copies.retain(generations);
	}

	@Override
	public List<String> commandLine(int id, int slot, int generation, Path privateDirectory) {
		List<String> own = new ArrayList<>(new WorkerMarker(id, slot, privateDirectory).toJvmArguments());
		own.add(OPEN_CHANNELS);
		if (Runtime.version().feature() >= FIRST_TO_WARN) {
			own.add(NATIVE_ACCESS);
		}
		return this.java.withTarget(this.copies.target(generation))
			.worker(id, slot, this.share, own, this.userArguments);
	}

	@Override
	public void adaptEnvironment(Map<String, String> environment, int id, int slot) {
		environment.keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		environment.put("CLUSTER_WORKER_ID", String.valueOf(id));
		environment.put("CLUSTER_WORKER_SLOT", String.valueOf(slot));
	}

}
