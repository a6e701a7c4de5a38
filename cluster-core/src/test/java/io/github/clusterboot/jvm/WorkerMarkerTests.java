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
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerMarker}.
 */
class WorkerMarkerTests {

	private static final WorkerMarker MARKER = new WorkerMarker(7, 2, true, Path.of("/tmp/a directory"));

	@AfterEach
	void restore() {
		for (String name : List.of("id", "slot", "private-directory", "first")) {
			System.clearProperty("cluster.worker." + name);
		}
	}

	@Test
	void thisJvmIsNoWorker() {
		assertThat(WorkerMarker.ofThisJvm()).isNull();
	}

	@Test
	void argumentsAreThePropertiesOfTheContract() {
		assertThat(MARKER.toJvmArguments()).containsExactly("-Dcluster.worker.id=7", "-Dcluster.worker.slot=2",
				"-Dcluster.worker.private-directory=/tmp/a directory", "-Dcluster.worker.first=true");
	}

	@Test
	void workerReadsWhatThePrimaryWrote() {
		MARKER.toJvmArguments().forEach(WorkerMarkerTests::set);
		assertThat(WorkerMarker.ofThisJvm()).isEqualTo(MARKER);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void incompleteMarkerIsNone(int missing) {
		MARKER.toJvmArguments().forEach(WorkerMarkerTests::set);
		String argument = MARKER.toJvmArguments().get(missing);
		System.clearProperty(argument.substring(2, argument.indexOf('=')));
		assertThat(WorkerMarker.ofThisJvm()).isNull();
	}

	private static void set(String argument) {
		int value = argument.indexOf('=');
		System.setProperty(argument.substring(2, value), argument.substring(value + 1));
	}

}
