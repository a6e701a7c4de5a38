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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The start-up cache: made without being asked, used by whoever starts later, and never
 * the reason why something does not start.
 */
@ClusterTest
class WarmStartIT {

	private static final String NEW_PATH = "/api/worker/new";

	private static final SharedCache cache = SharedCache.of(Application.MINIMAL);

	@TempDir
	private Path temporary;

	/**
	 * On 25 a JVM would take an AOT cache of another version of a jar, and run what is in
	 * it.
	 */
	@Test
	void archiveThatTheFirstLaunchHasMadeIsUsedByALaterOneUntilTheJarIsAnotherOne() {
		cache.fill();
		try (SampleCluster cluster = sample(cache.directory()).ownJar().start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).allMatch(SharedCache::usesArchive);
			assertThat(cluster.output().count("WARN.*archive")).isZero();
			assertThat(cluster.http().get(NEW_PATH).status()).isEqualTo(404);
			Path jar = Jars.sampleWith(Application.MINIMAL, cluster.directory().resolve("new.jar"), "WorkerController",
					(source) -> source.replace("\"/api/worker\"", "{ \"/api/worker\", \"" + NEW_PATH + "\" }"));
			Jars.move(jar, cluster.ownJar());
			cluster.reload().expectSuccess();
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).noneMatch(SharedCache::usesArchive);
			assertThat(cluster.http().get(NEW_PATH).status()).isEqualTo(200);
		}
	}

	/**
	 * A JVM refuses it or, as 17 does, ends with SIGBUS, and is started again without it.
	 */
	@Test
	void damagedArchiveCostsAWarning() throws IOException {
		cache.fill();
		Path damaged = cache.directory().resolveSibling("startup-cache-damaged");
		try {
			copyDamaged(damaged);
			try (SampleCluster cluster = sample(damaged).start()) {
				cluster.awaitWorkers(1);
				assertThat(cluster.output().count("WARN.*CachedCopy.* archive \\S+/startup-cache-damaged/")).isOne();
				assertThat(cluster.http().get("/api/worker").pid()).isIn(cluster.workerPids());
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(damaged);
		}
	}

	/**
	 * Jars are linked, as a JVM looks whether they are those of the archive.
	 */
	private static void copyDamaged(Path damaged) throws IOException {
		try (Stream<Path> files = Files.find(cache.directory(), 2, (file, attributes) -> isArchive(file))) {
			for (Path archive : files.toList()) {
				Path entry = Files.createDirectories(damaged.resolve(archive.getParent().getFileName()));
				Processes.run("cp", "-alf", archive.resolveSibling("app").toString(), entry.toString());
				byte[] whole = Files.readAllBytes(archive);
				Files.write(entry.resolve(archive.getFileName()), Arrays.copyOf(whole, whole.length / 2));
			}
		}
	}

	private static boolean isArchive(Path file) {
		return file.toString().matches(".*\\.(jsa|aot)");
	}

	@Test
	@Tag("soak")
	void directoryThatCannotBeUsedCostsAWarning() throws IOException {
		Path file = Files.createFile(this.temporary.resolve("file"));
		try (SampleCluster cluster = Sample.minimal()
			.workers(1)
			.startupCache("--cluster.startup-cache-directory=" + file)
			.start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.output().count("WARN.*start-up cache cannot be used")).isOne();
			assertThat(cluster.http().get("/api/worker").pid()).isEqualTo(cluster.workerPid(0));
		}
	}

	/**
	 * Nor is an archive given to flags that it was not made with.
	 */
	@Test
	@Tag("soak")
	void flightRecordingGoesWithoutAnArchive() {
		try (SampleCluster cluster = Sample.minimal().workers(1).jvmFlags("-XX:StartFlightRecording").start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).noneMatch(SharedCache::usesArchive);
			assertThat(cluster.output().count("WARN.*archive")).isZero();
		}
	}

	private static Sample sample(Path directory) {
		return Sample.minimal()
			.workers(1)
			.startupCache("--cluster.startup-cache-directory=" + directory, "--cluster.startup-cache-delay=1h");
	}

}
