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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways to launch the application.
 */
@ClusterTest
class LaunchIT {

	@TempDir
	static Path temporary;

	private static Path exploded;

	@BeforeAll
	static void extractOnce() throws Exception {
		exploded = extract("--launcher");
	}

	/**
	 * What it is then, {@code compatibility/run} compares.
	 */
	@Test
	@Tag("soak")
	void switchedOffItRunsAsWithoutTheStarter() {
		try (SampleCluster cluster = Sample.minimal().arguments("--cluster.enabled=false").start()) {
			cluster.awaitLog("Started SampleApplication");
			for (int i = 0; i < 5; i++) {
				assertThat(cluster.http().get("/api/worker").pid()).isEqualTo(cluster.pid());
			}
			assertThat(cluster.children()).isEmpty();
			assertThat(cluster.output().find("INFO .*Not clustered: \\S+")).as(cluster.toString()).hasSize(1);
			assertThat(cluster.output().count("Not clustered")).isEqualTo(1);
			assertThat(cluster.output().count("forked")).isZero();
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
		}
	}

	@Test
	@Tag("soak")
	void aJarByItsRelativePathWithSpaces() throws IOException {
		Path directory = Files.createDirectory(temporary.resolve("a path  with spaces"));
		Files.copy(Application.MINIMAL.jar(), directory.resolve("my sample app.jar"));
		assertThatItIsClustered(Sample.minimal().directory(directory).launch("-jar", "my sample app.jar"));
	}

	@Test
	void anExplodedJarWithItsLauncher() throws IOException {
		// the directory of a cluster is removed with it
		Path directory = Files.createSymbolicLink(temporary.resolve("exploded"), exploded);
		assertThatItIsClustered(
				Sample.minimal().directory(directory).launch("org.springframework.boot.loader.launch.JarLauncher"));
	}

	/**
	 * As workers are launched that start from the cache.
	 */
	@Test
	@Tag("soak")
	void anExtractedJarWithItsLibraries() throws Exception {
		Path extracted = extract();
		assertThatItIsClustered(
				Sample.minimal().launch("-jar", extracted.resolve(Application.MINIMAL.jar().getFileName()).toString()));
	}

	@Test
	void aClassPathAndAMainClass() {
		String classPath = Application.MINIMAL.classes() + File.pathSeparator + exploded.resolve("BOOT-INF/lib") + "/*";
		Sample sample = Sample.minimal().launch("-cp", classPath, Application.MAIN_CLASS);
		assertThatItIsClustered(sample.arguments("--cluster.enabled=true"));
	}

	private static Path extract(String... options) throws Exception {
		Path destination = Files.createTempDirectory(temporary, "extracted-");
		ProcessBuilder builder = new ProcessBuilder(Sample.tool("java").toString(), "-Djarmode=tools", "-jar",
				Application.MINIMAL.jar().toString(), "extract", "--force", "--destination", destination.toString());
		builder.command().addAll(List.of(options));
		Process process = builder.inheritIO().start();
		try {
			assertThat(process.waitFor(SampleCluster.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return destination;
	}

	private void assertThatItIsClustered(Sample sample) {
		try (SampleCluster cluster = sample.workers(1).start().awaitListening(1)) {
			assertThat(cluster.workerPids()).doesNotContain(cluster.pid());
			assertThat(cluster.children()).containsAll(cluster.workerPids());
			cluster.awaitAnswersFrom(cluster.workerPids());
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
		}
	}

}
