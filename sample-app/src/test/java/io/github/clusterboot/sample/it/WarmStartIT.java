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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The start-up cache: made without being asked, used by whoever starts later, and never
 * the reason why something does not start.
 */
@ClusterTest
class WarmStartIT {

	private static final String MADE = "The archive of the application's classes is (\\S+)$";

	private static final String NEW_PATH = "/api/worker/new";

	@TempDir
	private Path temporary;

	/**
	 * The launches share what takes long, the making of the archive. On 25 a JVM would
	 * take an AOT cache of another version of a jar, and run what is in it.
	 */
	@Test
	void firstLaunchMakesAnArchiveThatLaterOnesUseUnlessTheJarIsAnotherOneOrItIsDamaged() {
		Path archive;
		try (SampleCluster cluster = sample("1s").workers(2).start()) {
			cluster.awaitWorkers(2);
			archive = awaitArchive(cluster, MADE);
			Worker killed = cluster.awaitWorkers(2).get(0);
			cluster.kill(killed.pid());
			cluster.awaitExit(killed);
			assertThat(cluster.awaitWorkers(2).get(0).pid()).as("a worker that was forked later")
				.matches((pid) -> uses(pid, archive));
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
		}
		try (SampleCluster cluster = sample("1h").ownJar().start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).allMatch((pid) -> uses(pid, archive));
			assertThat(cluster.output().count("WARN.*archive")).isZero();
			assertThat(cluster.http().get(NEW_PATH).status()).isEqualTo(404);
			Path jar = Jars.sampleWith(cluster.directory().resolve("new.jar"), "WorkerController",
					(source) -> source.replace("\"/api/worker\"", "{ \"/api/worker\", \"" + NEW_PATH + "\" }"));
			Jars.move(jar, cluster.ownJar());
			cluster.reload().expectSuccess();
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).noneMatch((pid) -> uses(pid, archive));
			assertThat(cluster.http().get(NEW_PATH).status()).isEqualTo(200);
		}
		cutShort(archive);
		try (SampleCluster cluster = sample("1h").start()) {
			cluster.awaitWorkers(1);
			// a JVM refuses it or, as 17 does, ends with SIGBUS, and is started again
			// without it
			assertThat(cluster.output().count("WARN.*CachedCopy.* archive " + archive)).isOne();
			assertThat(cluster.http().get("/api/worker").pid()).isIn(cluster.workerPids());
		}
	}

	@Test
	@Tag("soak")
	void directoryThatCannotBeUsedCostsAWarning() throws IOException {
		Path file = Files.createFile(this.temporary.resolve("file"));
		try (SampleCluster cluster = new Sample().workers(1)
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
		try (SampleCluster cluster = new Sample().workers(1).jvmFlags("-XX:StartFlightRecording").start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.workerPids()).noneMatch(SharedCache::usesArchive);
			assertThat(cluster.output().count("WARN.*archive")).isZero();
		}
	}

	private Sample sample(String delay) {
		return new Sample().workers(1)
			.arguments("--logging.level.io.github.clusterboot.startup=debug")
			.startupCache("--cluster.startup-cache-directory=" + this.temporary.resolve("cache"),
					"--cluster.startup-cache-delay=" + delay);
	}

	private static Path awaitArchive(SampleCluster cluster, String made) {
		cluster.await("the archive", SharedCache.LONGEST, () -> cluster.output().count(made) == 1);
		Path archive = Path.of(cluster.output().find(made).get(0).group(1));
		assertThat(archive).isRegularFile();
		return archive;
	}

	private static boolean uses(long pid, Path archive) {
		return Processes.commandLine(pid).stream().anyMatch((argument) -> argument.endsWith("=" + archive));
	}

	private static void cutShort(Path archive) {
		try {
			byte[] whole = Files.readAllBytes(archive);
			Files.delete(archive);
			Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
