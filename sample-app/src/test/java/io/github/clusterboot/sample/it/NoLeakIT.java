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

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reloads leave nothing behind in the primary.
 */
@ClusterTest
class NoLeakIT {

	/**
	 * A JVM starts and ends threads of its own.
	 */
	private static final int JVM_THREADS = 2;

	private static final long MEGABYTE = 1 << 20;

	@Test
	@Tag("soak")
	void manyReloadsLeaveNothingBehind() {
		reload(5, 50);
	}

	private void reload(int warmUp, int reloads) {
		try (SampleCluster cluster = Sample.minimal()
			.workers(1)
			.ownJar()
			// else generations have no copies of their own
			.startupCache("--cluster.startup-cache=off")
			.start()) {
			cluster.awaitWorkers(1);
			reload(cluster, warmUp);
			long heap = liveHeap(cluster);
			int descriptors = Processes.descriptors(cluster.pid());
			int threads = Processes.threads(cluster.pid());
			assertThat(copies(cluster)).hasSize(1);
			reload(cluster, reloads - warmUp);
			cluster.await("as many descriptors as after reload %d, %d".formatted(warmUp, descriptors),
					() -> Processes.descriptors(cluster.pid()) <= descriptors);
			cluster.await("as many threads as after reload %d, %d".formatted(warmUp, threads),
					() -> Processes.threads(cluster.pid()) <= threads + JVM_THREADS);
			assertThat(copies(cluster)).hasSize(1)
				.allSatisfy((copy) -> assertThat(copy).endsWith(Path.of("generation-" + (reloads + 1))));
			assertThat(liveHeap(cluster)).isLessThan(heap + 2 * MEGABYTE);
			assertThat(cluster.children()).hasSize(1);
			System.out.printf("After %d reloads: %d descriptors (%d), %d threads (%d), %d bytes of live heap (%d)%n",
					reloads, Processes.descriptors(cluster.pid()), descriptors, Processes.threads(cluster.pid()),
					threads, liveHeap(cluster), heap);
		}
	}

	private static void reload(SampleCluster cluster, int times) {
		for (int i = 0; i < times; i++) {
			Worker before = cluster.awaitWorkers(1).get(0);
			cluster.reload().expectSuccess();
			cluster.awaitNoneRunning(List.of(before.pid()));
			cluster.await("only one process is left", () -> cluster.children().size() == 1);
			assertThat(cluster.awaitWorkers(1).get(0).id()).isEqualTo(before.id() + 1);
		}
	}

	private static List<Path> copies(SampleCluster cluster) {
		return cluster.privateDirectories()
			.stream()
			.flatMap((directory) -> Processes.list(directory).stream())
			.filter((entry) -> entry.getFileName().toString().startsWith("generation-"))
			.toList();
	}

	/**
	 * What objects that can be reached take, after a full collection.
	 */
	private static long liveHeap(SampleCluster cluster) {
		Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)")
			.matcher(Processes.run(Sample.tool("jcmd").toString(), Long.toString(cluster.pid()), "GC.class_histogram"));
		assertThat(total.find()).isTrue();
		return Long.parseLong(total.group(1));
	}

}
