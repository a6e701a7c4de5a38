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
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reload to what does not work changes nothing.
 */
@ClusterTest
class ReloadFailsClosedIT {

	private static SampleCluster cluster;

	private static Path jar;

	@BeforeAll
	static void start() {
		Sample sample = Sample.minimal().workers(1).testHooks().arguments("--cluster.startup-timeout=30s").ownJar();
		cluster = sample.start();
		jar = cluster.ownJar();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "NEVER_READY", "EXITS_AT_ONCE" })
	void aBadJarChangesNothing(BadJar bad) {
		reloadTo(bad);
	}

	/**
	 * As long as one that hangs, and for the primary not much different.
	 */
	@Test
	@Tag("soak")
	void aJarThatNeverBecomesReadyChangesNothing() {
		reloadTo(BadJar.NEVER_READY);
	}

	private void reloadTo(BadJar bad) {
		Map<Integer, Worker> before = cluster.awaitWorkers(1);
		try (Load load = Load.light(cluster)) {
			reloadTo(bad, before);
			load.stopAndExpectNoFailure();
		}
		finally {
			Jars.move(good(), jar);
		}
	}

	private static Reload reloadTo(BadJar bad, Map<Integer, Worker> before) {
		Jars.move(bad.write(beside("bad.jar")), jar);
		Reload reload = cluster.reload();
		assertThat(reload.failure()).matches(bad.reason);
		assertThat(cluster.workers()).isEqualTo(before);
		assertThat(cluster.workerPids()).allMatch(Processes::isRunning);
		cluster.await("only the worker is left", () -> cluster.children().size() == 1);
		return reload;
	}

	@Test
	void aGoodJarIsTakenAfterABadOne() {
		Map<Integer, Worker> before = cluster.awaitWorkers(1);
		try (Load load = Load.light(cluster)) {
			Reload failed = reloadTo(BadJar.EXITS_AT_ONCE, before);
			Jars.move(good(), jar);
			Reload reload = cluster.reload();
			reload.expectSuccess();
			assertThat(reload.generation()).isEqualTo(failed.generation() + 1);
			assertThat(cluster.awaitWorkers(1).values()).doesNotContainAnyElementsOf(before.values());
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
	}

	/**
	 * What is asked for once there is a copy of the jar, is not in it.
	 */
	@Test
	void manyRequestsDuringAReloadAreOneMore() {
		cluster.awaitWorkers(1);
		int ended = cluster.output().count(Reload.ENDED);
		int forked = cluster.forked().size();
		try (Load load = Load.light(cluster)) {
			cluster.signal("HUP");
			cluster.await("its replacement is forked", () -> cluster.forked().size() > forked);
			Processes.run("/bin/sh", "-c",
					"for i in $(seq 25); do kill -HUP %d; sleep 0.01; done".formatted(cluster.pid()));
			cluster.awaitLog(Reload.ENDED, ended + 2);
			cluster.awaitWorkers(1);
			cluster.await("only the worker is left", () -> cluster.children().size() == 1);
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
		assertThat(cluster.output().count("A reload is under way already")).isPositive();
		assertThat(cluster.output().find(Reload.ENDED)).hasSize(ended + 2);
		assertThat(cluster.output().find(Reload.BEGINS)).hasSize(ended + 2);
		assertThat(cluster.output().find(Reload.ENDED).subList(ended, ended + 2))
			.allSatisfy((reload) -> assertThat(Reload.of(reload).failure()).isEmpty());
	}

	/**
	 * What was launched, whose workers start from the archive of their classes.
	 */
	private static Path good() {
		try {
			return Files.copy(Application.MINIMAL.jar(), beside("good.jar"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path beside(String name) {
		return cluster.directory().resolve(name);
	}

	enum BadJar {

		EXITS_AT_ONCE(Jars::exitsAtOnce, "worker \\d+ exited with code 3 before it was listening"),

		HANGS(Jars::hangs, "worker \\d+ was not listening within PT30S"),

		NEVER_READY((jar) -> Jars.sample(Application.MINIMAL, jar, "test-hooks.never-ready=true"),
				"worker \\d+ was not listening within PT30S"),

		TRUNCATED(Jars::truncated, ".*zip.*"),

		GARBAGE(Jars::garbage, ".*zip.*");

		private final UnaryOperator<Path> writer;

		private final String reason;

		BadJar(UnaryOperator<Path> writer, String reason) {
			this.writer = writer;
			this.reason = reason;
		}

		Path write(Path jar) {
			return this.writer.apply(jar);
		}

	}

}
