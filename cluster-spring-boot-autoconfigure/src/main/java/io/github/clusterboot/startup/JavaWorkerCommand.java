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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.jvm.JvmShare;
import io.github.clusterboot.jvm.ProcessDirectory;
import io.github.clusterboot.jvm.WorkerArguments;
import io.github.clusterboot.jvm.WorkerMarker;
import io.github.clusterboot.jvm.WorkerPorts;
import io.github.clusterboot.primary.WorkerCommand;
import io.github.clusterboot.startup.StartupCache.CachedJar;

/**
 * Starts a worker the way this JVM was started.
 */
public final class JavaWorkerCommand implements WorkerCommand {

	private static final String OPEN_CHANNELS = "--add-opens=" + GenerationCopies.OPENS + "=ALL-UNNAMED";

	/**
	 * A worker uses Netty's native transport. Since Java 24 (JEP 472) the JVM warns where
	 * that is not granted.
	 */
	private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

	private static final int FIRST_TO_WARN = 24;

	/**
	 * For what is the same for all workers.
	 */
	private static final WorkerArguments ANY = new WorkerArguments(0, 0, 0);

	private final JavaCommand java;

	private final WorkerPorts ports;

	private final JvmShare share;

	private final List<String> userArguments;

	private final int workers;

	private final List<String> thresholds;

	private final StartupCacheSettings cache;

	private final GenerationCopies copies;

	private final ProcessDirectory directory;

	private final Map<Integer, StartupArchive> archives = new ConcurrentHashMap<>();

	private final Set<ArchiveFiles> givenUp = ConcurrentHashMap.newKeySet();

	/**
	 * The generations of the workers that live.
	 */
	private final Map<Integer, Integer> generations = new ConcurrentHashMap<>();

	private final Set<Integer> begun = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the command.
	 * @param java how this JVM was started
	 * @param share what a worker may use of the machine
	 * @param userArguments further JVM arguments of the user for workers
	 * @param workers how many workers there are at first
	 * @param cache what is kept between launches
	 */
	public JavaWorkerCommand(JavaCommand java, JvmShare share, List<String> userArguments, int workers,
			StartupCacheSettings cache) {
		this.java = java;
		this.ports = new WorkerPorts(java.jvmArguments());
		this.share = share;
		this.userArguments = List.copyOf(userArguments);
		this.workers = workers;
		this.cache = cache;
		this.copies = new GenerationCopies(java, cache);
		this.directory = new ProcessDirectory(java);
		this.thresholds = CompilationThresholds.raised(System.getProperty("java.vm.name"), workers,
				java.workerJvm(ANY, share, List.of(), this.userArguments));
	}

	@Override
	public void prepare(int generation, Path directory) throws IOException {
		this.directory.prepare(generation);
		this.copies.prepare(generation, directory);
		CachedJar cached = this.copies.cached(generation);
		List<String> jvmArguments = this.java.workerJvm(ANY, this.share, List.of(), this.userArguments);
		ArchiveKind kind = ArchiveKind.of(Runtime.version().feature());
		if (cached == null || !kind.isPossibleWith(jvmArguments)) {
			return;
		}
		ArchiveFiles files = new ArchiveFiles(cached.directory(),
				CacheKey.ofJvm(System.getProperties(), Runtime.getRuntime().availableProcessors(), jvmArguments), kind);
		this.archives.put(generation, new StartupArchive(files, cached.writable(), this.cache.delay(),
				(arguments) -> creation(generation, cached.extracted().jar(), jvmArguments, arguments), this.givenUp));
	}

	private ProcessBuilder creation(int generation, Path jar, List<String> jvmArguments, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(this.java.executable()));
		command.addAll(ArchiveKind.relevant(jvmArguments));
		command.addAll(arguments);
		command.addAll(new Target.Jar(jar.toString()).toArguments());
		ProcessBuilder builder = new ProcessBuilder(command);
		Path directory = directory(generation);
		builder.directory((directory != null) ? directory.toFile() : null);
		builder.environment().keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		return builder;
	}

	@Override
	public BooleanSupplier outdated(int generation) {
		return this.copies.outdated(generation);
	}

	@Override
	public void retain(Set<Integer> generations) {
		for (Map.Entry<Integer, StartupArchive> archive : this.archives.entrySet()) {
			if (!generations.contains(archive.getKey()) && this.archives.remove(archive.getKey()) != null) {
				archive.getValue().stop();
			}
		}
		this.generations.values().retainAll(generations);
		this.copies.retain(generations);
		this.directory.retain(generations);
	}

	@Override
	public List<String> commandLine(int id, int slot, int generation, Path privateDirectory) {
		// the first worker of a generation is the one that somebody waits for
		boolean first = this.begun.add(generation);
		List<String> own = new ArrayList<>(new WorkerMarker(id, slot, first, privateDirectory).toJvmArguments());
		own.addAll(this.thresholds);
		Target target = this.copies.target(generation);
		if (!this.copies.isExtracted(generation)) {
			own.add(OPEN_CHANNELS);
			if (Runtime.version().feature() >= FIRST_TO_WARN) {
				own.add(NATIVE_ACCESS);
			}
		}
		else {
			this.generations.put(id, generation);
			StartupArchive archive = this.archives.get(generation);
			if (archive != null) {
				own.addAll(archive.argumentsFor(id, !first || this.workers == 1, privateDirectory));
			}
		}
		return this.java.withTarget(target)
			.worker(new WorkerArguments(id, slot, this.ports.shift(id)), this.share, own, this.userArguments);
	}

	@Override
	public @Nullable Path directory(int generation) {
		return this.directory.of(generation);
	}

	@Override
	public void listening(int id) {
		StartupArchive archive = archive(id);
		if (archive != null) {
			archive.listening(id);
		}
	}

	@Override
	public boolean crashed(int id) {
		StartupArchive archive = archive(id);
		return archive != null && archive.crashed(id);
	}

	@Override
	public boolean isRenewalDue(int id) {
		StartupArchive archive = archive(id);
		return archive != null && archive.isRenewalDue(id);
	}

	@Override
	public void exited(int id, int code) {
		StartupArchive archive = archive(id);
		if (archive != null) {
			archive.exited(id, code);
		}
	}

	private @Nullable StartupArchive archive(int id) {
		Integer generation = this.generations.get(id);
		return (generation != null) ? this.archives.get(generation) : null;
	}

	@Override
	public void close() {
		this.archives.values().forEach(StartupArchive::stop);
		this.archives.values().forEach(StartupArchive::close);
	}

	@Override
	public void adaptEnvironment(Map<String, String> environment, int id, int slot) {
		environment.keySet().removeAll(JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		environment.put("CLUSTER_WORKER_ID", String.valueOf(id));
		environment.put("CLUSTER_WORKER_SLOT", String.valueOf(slot));
	}

}
