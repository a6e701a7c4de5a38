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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.jvm.JavaCommand.Target;

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

	/**
	 * Where this process is, and its workers if nothing else is said.
	 */
	private static final Path HERE = Path.of("");

	private static final int PORT_ATTEMPTS = 100;

	private final JavaCommand java;

	private final int portStride;

	private int lastPorts;

	private final JvmShare share;

	private final List<String> userArguments;

	private final GenerationCopy.Maker maker;

	private final @Nullable Path jar;

	private final GenerationCopy inPlace;

	private final Map<Integer, Generation> generations = new ConcurrentHashMap<>();

	/**
	 * The generations that a worker was forked of.
	 */
	private final Set<Integer> begun = ConcurrentHashMap.newKeySet();

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
		this.portStride = WorkerArguments.portStride(java.jvmArguments());
		this.share = share;
		this.userArguments = List.copyOf(userArguments);
		this.maker = maker;
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
		GenerationCopy copy = (this.jar != null) ? copy(this.jar, directory.resolve("generation-" + generation))
				: this.inPlace;
		this.generations.put(generation, new Generation(copy, startDirectory()));
	}

	private GenerationCopy copy(Path jar, Path directory) throws IOException {
		List<?> versions = JarFiles.versions(jar);
		GenerationCopy copy = this.maker.copy(jar, directory,
				this.java.workerJvm(WorkerArguments.ANY, this.share, List.of(), this.userArguments));
		try {
			if (!versions.equals(JarFiles.versions(jar))) {
				throw new IOException(jar + " changed while it was copied");
			}
			return copy;
		}
		catch (IOException ex) {
			copy.remove();
			throw ex;
		}
	}

	/**
	 * Where the way that led to the directory of the launch leads to now. No JVM starts
	 * in a directory that was removed.
	 */
	private Path startDirectory() throws IOException {
		Path launched = this.java.directory();
		try {
			if (isUsable(launched)) {
				return launched.toRealPath();
			}
		}
		catch (AccessDeniedException ex) {
			return launched;
		}
		Path beside = (this.jar != null) ? this.jar.getParent() : null;
		Path instead = (beside != null && isUsable(beside)) ? beside.toRealPath() : Path.of("/");
		logger.warn("The directory is gone, in which the cluster was launched ({}); workers are started in {}",
				launched, instead);
		return instead;
	}

	private static boolean isUsable(Path directory) {
		return isHere(directory) || (Files.isDirectory(directory) && Files.isExecutable(directory));
	}

	/**
	 * Whether this process is there, which need not have the right to go there, or to
	 * look.
	 */
	private static boolean isHere(Path directory) {
		try {
			return Files.isSameFile(directory, HERE);
		}
		catch (AccessDeniedException ex) {
			return directory.equals(HERE.toAbsolutePath());
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * One that could not be prepared runs in place.
	 */
	private Generation generation(int generation) {
		return this.generations.computeIfAbsent(generation,
				(absent) -> new Generation(this.inPlace, this.java.directory()));
	}

	@Override
	public void discard(Set<Integer> gone) {
		gone.forEach((generation) -> {
			Generation removed = this.generations.remove(generation);
			this.begun.remove(generation);
			if (removed != null) {
				removed.copy().remove();
			}
		});
	}

	@Override
	public ProcessBuilder process(int id, int slot, int generation, Path privateDirectory) throws IOException {
		Generation run = generation(generation);
		Path directory = isUsable(run.directory()) ? run.directory() : startDirectory();
		boolean first = this.begun.add(generation);
		ProcessBuilder process = new ProcessBuilder(commandLine(id, slot, run.copy(), first, privateDirectory));
		Map<String, String> environment = process.environment();
		environment.keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		if (!isHere(directory)) {
			process.directory(directory.toFile());
			environment.put("PWD", directory.toString());
		}
		environment.put("CLUSTER_WORKER_ID", String.valueOf(id));
		environment.put("CLUSTER_WORKER_SLOT", String.valueOf(slot));
		return process;
	}

	private List<String> commandLine(int id, int slot, GenerationCopy prepared, boolean first, Path privateDirectory) {
		GenerationCopy copy = prepared;
		if (!copy.isThere()) {
			logger.warn("The copy of {} was removed, in all likelihood by what cleans up temporary files; it is run in "
					+ "place", this.jar);
			copy = this.inPlace;
		}
		this.workers.put(id, copy);
		List<String> own = new ArrayList<>(new WorkerMarker(id, slot, first, privateDirectory).toJvmArguments());
		own.addAll(copy.jvmArguments(id, first, privateDirectory));
		return this.java.withTarget(copy.target()).worker(arguments(id, slot), this.share, own, this.userArguments);
	}

	/**
	 * With the next ports that nobody has. Those of a worker before it may not be opened
	 * yet.
	 */
	private WorkerArguments arguments(int id, int slot) {
		int next = Math.max(id, this.lastPorts + 1);
		this.lastPorts = IntStream.range(next, next + PORT_ATTEMPTS)
			.filter((ports) -> arguments(id, slot, ports).hasFreePorts(this.java.jvmArguments()))
			.findFirst()
			.orElse(next + PORT_ATTEMPTS - 1);
		return arguments(id, slot, this.lastPorts);
	}

	private WorkerArguments arguments(int id, int slot, int ports) {
		return new WorkerArguments(id, slot, ports * this.portStride);
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
	}

	/**
	 * A generation.
	 *
	 * @param copy what it runs
	 * @param directory where its processes are started
	 */
	private record Generation(GenerationCopy copy, Path directory) {
	}

}
