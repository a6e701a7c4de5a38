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

package io.github.clusterboot.primary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OomKills}.
 */
class OomKillsTests {

	@TempDir
	private Path root;

	@Test
	void inAGroup() throws IOException {
		write("proc/self/cgroup", "0::/app.slice/app.service\n");
		write("sys/fs/cgroup/memory.events", "oom_kill 7\n");
		write("sys/fs/cgroup/app.slice/app.service/memory.events", "low 0\noom 1\noom_kill 1\noom_group_kill 0\n");
		OomKills oomKills = new OomKills(this.root);
		assertThat(oomKills.isRecent(0)).isFalse();
		write("sys/fs/cgroup/app.slice/app.service/memory.events", "low 0\noom 2\noom_kill 2\noom_group_kill 0\n");
		assertThat(oomKills.isRecent(0)).isTrue();
	}

	@Test
	void inAContainerThatKnowsThePathOnItsHost() throws IOException {
		write("proc/self/cgroup", "0::/docker/1f\n");
		write("sys/fs/cgroup/memory.events", "oom_kill 0\n");
		write("proc/vmstat", "oom_kill 5\n");
		OomKills oomKills = new OomKills(this.root);
		write("proc/vmstat", "oom_kill 6\n");
		assertThat(oomKills.isRecent(0)).as("that of another container").isFalse();
		write("sys/fs/cgroup/memory.events", "oom_kill 1\n");
		assertThat(oomKills.isRecent(0)).isTrue();
	}

	@Test
	void onAMachineWithoutGroups() throws IOException {
		write("proc/self/cgroup", "9:cpu,cpuacct:/docker/1f\n4:hugetlb,memory:/docker/1f\n");
		write("proc/vmstat", "oom_kill_other 9\noom_kill 5\n");
		OomKills oomKills = new OomKills(this.root);
		write("proc/vmstat", "oom_kill_other 9\noom_kill 6\n");
		assertThat(oomKills.isRecent(0)).isTrue();
	}

	@Test
	void nothingIsKnownElsewhere() {
		assertThat(new OomKills(this.root).isRecent(0)).isFalse();
	}

	@Test
	void whatWasKilledLongAgoExplainsNothing() throws IOException {
		write("sys/fs/cgroup/memory.events", "oom_kill 0\n");
		OomKills oomKills = new OomKills(this.root);
		write("sys/fs/cgroup/memory.events", "oom_kill 2\n");
		oomKills.look(11_000);
		assertThat(oomKills.isRecent(20_000)).as("took long to die").isTrue();
		assertThat(oomKills.isRecent(21_000)).isFalse();
		write("sys/fs/cgroup/memory.events", "oom_kill 3\n");
		assertThat(oomKills.isRecent(30_100)).as("before the next look").isTrue();
	}

	private void write(String file, String content) throws IOException {
		Path path = this.root.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

}
