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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A scheduled job runs in one worker at a time, whatever happens to that.
 */
@ClusterTest
class OncePerClusterIT {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	@TempDir
	private Path directory;

	private Path file;

	private SampleCluster cluster;

	@Test
	void aJobIsNeverRunByTwoWorkers() throws IOException {
		runs(2, 1, 1, 1);
	}

	@Test
	@Tag("soak")
	void aJobIsNeverRunByTwoWorkersThroughManyDeaths() throws IOException {
		assertThat(runs(4, 20, 5, 4)).as("milliseconds without a run").isLessThan(2000);
	}

	private long runs(int workers, int kills, int reloads, int stops) throws IOException {
		this.file = this.directory.resolve("job");
		Set<Long> stopped = new TreeSet<>();
		try (SampleCluster started = Sample.minimal()
			.workers(workers)
			.arguments("--sample.job.period=200ms", "--sample.job.work=20ms", "--sample.job.file=" + this.file,
					"--cluster.heartbeat.timeout=" + HEARTBEAT_TIMEOUT.toSeconds() + "s",
					"--cluster.restart.stable-after=0s")
			.start()) {
			this.cluster = started;
			started.awaitWorkers(workers);
			for (int i = 0; i < kills; i++) {
				long leader = awaitLeader(Set.of());
				started.kill(leader);
				awaitLeader(Set.of(leader));
				started.awaitWorkers(workers);
			}
			for (int i = 0; i < reloads; i++) {
				long leader = awaitLeader(Set.of());
				started.reload().expectSuccess();
				awaitLeader(Set.of(leader));
			}
			if (workers > 2) {
				scale(workers - 1);
				awaitLeader(Set.of());
				scale(workers);
			}
			for (int i = 0; i < stops; i++) {
				long leader = awaitLeader(Set.of());
				started.signal(leader, "STOP");
				stopped.add(leader);
				awaitLeader(stopped);
				started.awaitWorkers(workers);
			}
		}
		return check(stopped, kills + reloads + stops);
	}

	private void scale(int workers) {
		int status = this.cluster.http().post("/api/cluster/scale/" + workers).status();
		assertThat(status).as("409 of the one that goes").isIn(200, 409);
		this.cluster.awaitWorkers(workers);
	}

	/**
	 * Waits until a worker runs the job that leads and is none of those, by what it has
	 * written.
	 * @return its process
	 */
	private long awaitLeader(Set<Long> none) {
		int before = notes().size();
		this.cluster.await("another one than " + none + " runs the job",
				() -> notes().stream().skip(before).anyMatch((note) -> !none.contains(note.pid())));
		long pid = notes().stream().skip(before).filter((note) -> !none.contains(note.pid())).toList().get(0).pid();
		this.cluster.await(pid + " is the leader", () -> leader() == pid);
		return pid;
	}

	private long leader() {
		for (JsonNode worker : this.cluster.http().get("/api/cluster").json()) {
			if (worker.required("leader").asBoolean()) {
				return worker.required("pid").asLong();
			}
		}
		return 0;
	}

	private List<Note> notes() {
		try {
			return Files.exists(this.file) ? Files.readAllLines(this.file).stream().map(Note::of).toList() : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whoever has lost leadership is about to end here, and never leads again. A run that
	 * did not end was cut by the death of its process.
	 * @return the longest time without a run when leadership moved, but for those that
	 * hung
	 */
	private long check(Set<Long> stopped, int moves) {
		Set<Long> gone = new TreeSet<>();
		Note last = null;
		long longest = 0;
		for (Note note : notes()) {
			assertThat(gone).as("%s, though another one has led since", note).doesNotContain(note.pid());
			if (note.what().equals("ends")) {
				assertThat(last).as("what ends: %s", note)
					.isNotNull()
					.matches((begun) -> begun.pid() == note.pid() && begun.what().equals("begins"));
			}
			if (last != null && last.pid() != note.pid()) {
				gone.add(last.pid());
				if (!stopped.contains(last.pid())) {
					longest = Math.max(longest, note.millis() - last.millis());
				}
			}
			last = note;
		}
		assertThat(gone).as("those that have led before").hasSizeGreaterThanOrEqualTo(moves);
		return longest;
	}

	/**
	 * What the job has written.
	 *
	 * @param millis when
	 * @param pid the process
	 * @param what whether a run begins or ends
	 */
	private record Note(long millis, long pid, String what) {

		static Note of(String line) {
			String[] parts = line.split(" ");
			return new Note(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
		}

	}

}
