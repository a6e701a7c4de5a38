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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.primary.WorkerCommand;

/**
 * Starts workers the way this JVM was started, from a copy of the jar that each
 * generation has of its own. An application that is not launched with {@code -jar} runs
 * in place.
 */
public final class JavaWorkerCommand implements WorkerCommand {

	/**
	 * The package that a worker makes channels with, as {@code module/package}.
	 */
	public static final String OPENS = "java.base/sun.nio.ch";

	private static final Logger logger = LoggerFactory.getLogger(JavaWorkerCommand.class);

	/**
	 * A JVM takes such an archive only for the class path that it was made with.
	 */
	private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

	private final JavaCommand java;

	private final WorkerPorts ports;

	private final JvmShare share;

	private final List<String> userArguments;

	private final GenerationCopy.Maker maker;

	private final ProcessDirectory directory;

	private final @Nullable Path jar;

	private final GenerationCopy inPlace;

	private final Map<Integer, Generation> generations = new ConcurrentHashMap<>();

	private final Map<Integer, GenerationCopy> workers = new ConcurrentHashMap<>();

	/**
	 * Creates the command.
	 * @param java how this JVM was started
	 * @param share what a worker may use of the machine
	 * @param userArguments further JVM arguments of the user for workers
	 * @param maker makes what a generation runs
	 */
	public JavaWorkerCommand(JavaCommand java, JvmShare share, List<String> userArguments, GenerationCopy.Maker maker) {
		this.java = java;
		this.ports = new WorkerPorts(java.jvmArguments());
		this.share = share;
		this.userArguments = List.copyOf(userArguments);
		this.maker = maker;
		this.directory = new ProcessDirectory(java);
		this.inPlace = new JarCopy(java.target(), null);
		boolean archive = java.jvmArguments().stream().anyMatch((each) -> ARCHIVES.stream().anyMatch(each::startsWith));
		this.jar = (java.target() instanceof Target.Jar launched && !archive) ? Path.of(launched.path()) : null;
	}

	/**
	 * Copies without any speed-up.
	 * @return what makes the copies
	 */
	public static GenerationCopy.Maker plainCopies() {
		return (jar, directory, jvmArguments) -> JarCopy.of(jar, directory);
	}

	@Override
	public void prepare(int generation, Path directory) throws IOException {
		Path processes = this.directory.prepare(generation);
		Path jar = this.jar;
		if (jar == null) {
			this.generations.put(generation, new Generation(this.inPlace, processes));
			return;
		}
		List<Object> versions = JarFiles.versions(jar);
		GenerationCopy copy = this.maker.copy(jar, directory.resolve("generation-" + generation),
				this.java.workerJvm(WorkerArguments.ANY, this.share, List.of(), this.userArguments));
		try {
			if (!versions.equals(JarFiles.versions(jar))) {
				throw new IOException(jar + " changed while it was copied");
			}
		}
		catch (IOException ex) {
			copy.remove();
			throw ex;
		}
		this.generations.put(generation, new Generation(copy, processes));
	}

	/**
	 * One that could not be prepared runs in place.
	 */
	private Generation generation(int generation) {
		return this.generations.computeIfAbsent(generation, (absent) -> new Generation(this.inPlace, null));
	}

	@Override
	public void discard(Set<Integer> gone) {
		gone.forEach((generation) -> {
			Generation removed = this.generations.remove(generation);
			if (removed != null) {
				removed.copy().remove();
			}
		});
	}

	@Override
	public List<String> commandLine(int id, int slot, int generation, Path privateDirectory) {
		Generation run = generation(generation);
		boolean first = run.begun().compareAndSet(false, true);
		GenerationCopy copy = run.copy();
		if (!copy.isThere()) {
			logger.warn("The copy of {} was removed, in all likelihood by what cleans up temporary files; it is run in "
					+ "place", this.jar);
			copy = this.inPlace;
		}
		this.workers.put(id, copy);
		List<String> own = new ArrayList<>(new WorkerMarker(id, slot, first, privateDirectory).toJvmArguments());
		own.addAll(copy.jvmArguments(id, first, privateDirectory));
		return this.java.withTarget(copy.target())
			.worker(new WorkerArguments(id, slot, this.ports.shift(id)), this.share, own, this.userArguments);
	}

	@Override
	public @Nullable Path directory(int generation) {
		return this.directory.usable(generation(generation).directory());
	}

	@Override
	public void listening(int id) {
		this.workers.getOrDefault(id, this.inPlace).listening(id);
	}

	@Override
	public boolean isRenewalDue(int id) {
		return this.workers.getOrDefault(id, this.inPlace).isRenewalDue(id);
	}

	@Override
	public boolean exited(int id, int code) {
		GenerationCopy copy = this.workers.remove(id);
		return copy != null && copy.exited(id, code);
	}

	@Override
	public void close() {
		discard(Set.copyOf(this.generations.keySet()));
		this.maker.close();
	}

	@Override
	public void adaptEnvironment(Map<String, String> environment, int id, int slot) {
		environment.keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		environment.put("CLUSTER_WORKER_ID", String.valueOf(id));
		environment.put("CLUSTER_WORKER_SLOT", String.valueOf(slot));
	}

	/**
	 * A generation.
	 *
	 * @param copy what it runs
	 * @param directory where its processes are started, or {@code null} for where this
	 * one runs
	 * @param begun whether a worker of it was forked
	 */
	private record Generation(GenerationCopy copy, @Nullable Path directory, AtomicBoolean begun) {

		Generation(GenerationCopy copy, @Nullable Path directory) {
			this(copy, directory, new AtomicBoolean());
		}

	}

}
