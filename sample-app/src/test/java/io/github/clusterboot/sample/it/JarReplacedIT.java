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
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar may be replaced at any time, in any way: who runs does not notice.
 */
@ClusterTest
class JarReplacedIT {

	/**
	 * What a JVM prints whose jar was changed.
	 */
	private static final Pattern BROKEN = Pattern
		.compile("^\\s+at |^Caused by:|NoClassDefFoundError|ClassNotFoundException|"
				+ "ZipException|EOFException|IllegalStateException|Unable to read|Exception in thread");

	/**
	 * The reason of a reload that failed is one line.
	 */
	private static final Pattern REFUSED = Pattern.compile(Reload.FAILED);

	@Test
	void aCopyInPlaceAndGarbageHarmNobodyAndAMovedJarEndsIt() {
		try (SampleCluster cluster = start()) {
			Path jar = cluster.ownJar();
			Jars.copyInPlace(other(cluster), jar);
			killAndAwaitReplacement(cluster);
			Jars.copyInPlace(Jars.garbage(cluster.directory().resolve("garbage")), jar);
			assertThat(cluster.reload().failure()).isNotEmpty();
			Jars.move(other(cluster), jar);
			reload(cluster);
			stopAndExpectNoTraces(cluster);
		}
	}

	@Test
	@Tag("soak")
	void aCopyInPlaceIsRolledIn() {
		try (SampleCluster cluster = start()) {
			Jars.copyInPlace(other(cluster), cluster.ownJar());
			reload(cluster);
			stopAndExpectNoTraces(cluster);
		}
	}

	@Test
	@Tag("soak")
	void aMovedJarHarmsNobody() {
		try (SampleCluster cluster = start()) {
			Jars.move(other(cluster), cluster.ownJar());
			killAndAwaitReplacement(cluster);
			reload(cluster);
			stopAndExpectNoTraces(cluster);
		}
	}

	@Test
	void aReleaseThatIsRemovedHarmsNobody(@TempDir Path root) throws IOException {
		Path first = Files.createDirectories(root.resolve("releases/1"));
		Path second = Files.createDirectories(root.resolve("releases/2"));
		// as it is named, its workers start from the archive of the sample
		Path name = Application.MINIMAL.jar().getFileName();
		Files.copy(Application.MINIMAL.jar(), first.resolve(name));
		Files.createLink(second.resolve(name), first.resolve(name));
		Path current = Files.createSymbolicLink(root.resolve("current"), first);
		try (SampleCluster cluster = Sample.minimal()
			.workers(1)
			.directory(first)
			.launch("-jar", "../../current/" + name)
			.start()) {
			cluster.awaitWorkers(1);
			Files.delete(current);
			Files.createSymbolicLink(current, second);
			Files.delete(first.resolve(name));
			Files.delete(first);
			cluster.reload().expectSuccess();
			killAndAwaitReplacement(cluster);
			assertThat(Files.isSameFile(Path.of("/proc/" + cluster.workerPid(0) + "/cwd"), second)).isTrue();
			assertThat(cluster.output().count("WARN .* directory is gone, in which the cluster was launched"))
				.as(cluster.toString())
				.isEqualTo(1);
			stopAndExpectNoTraces(cluster);
		}
	}

	private static SampleCluster start() {
		SampleCluster cluster = Sample.minimal().workers(1).ownJar().start();
		cluster.awaitWorkers(1);
		return cluster;
	}

	/**
	 * Another jar of the application: nothing in it is where it was.
	 */
	private static Path other(SampleCluster cluster) {
		return Jars.sample(Application.MINIMAL, cluster.directory().resolve("other.jar"), "info.other=true");
	}

	private static void reload(SampleCluster cluster) {
		Worker before = cluster.workers().get(0);
		cluster.reload().expectSuccess();
		assertThat(cluster.awaitWorkers(1).get(0).id()).isGreaterThan(before.id());
		assertThat(cluster.http().get("/api/worker").pid()).isEqualTo(cluster.workerPid(0));
	}

	private static void killAndAwaitReplacement(SampleCluster cluster) {
		Worker killed = cluster.awaitWorkers(1).get(0);
		String jar = jar(killed);
		assertThat(jar).doesNotStartWith(cluster.directory().toString());
		cluster.kill(killed.pid());
		cluster.awaitExit(killed);
		Worker replacement = cluster.awaitWorkers(1).get(0);
		assertThat(replacement.id()).isGreaterThan(killed.id());
		assertThat(jar(replacement)).as("what the first generation runs").isEqualTo(jar);
		assertThat(cluster.http().get("/api/worker").pid()).isEqualTo(replacement.pid());
	}

	private static String jar(Worker worker) {
		return Processes.commandLine(worker.pid())
			.stream()
			.filter((argument) -> argument.endsWith(".jar"))
			.findFirst()
			.orElseThrow();
	}

	private static void stopAndExpectNoTraces(SampleCluster cluster) {
		List<Long> workers = cluster.workerPids();
		cluster.signal("TERM");
		assertThat(cluster.exitCode()).isEqualTo(143);
		cluster.awaitNoneRunning(workers);
		List<String> lines = cluster.output().lines().stream().filter((line) -> !REFUSED.matcher(line).find()).toList();
		assertThat(lines).noneMatch((line) -> BROKEN.matcher(line).find());
		assertThat(cluster.output().lastLine()).endsWith("Primary %d ends with exit code 143".formatted(cluster.pid()));
		assertThat(cluster.privateDirectories()).isEmpty();
	}

}
