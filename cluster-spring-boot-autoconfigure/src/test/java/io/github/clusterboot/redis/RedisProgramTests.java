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

package io.github.clusterboot.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisProgram}.
 */
class RedisProgramTests {

	@TempDir
	private Path directory;

	@Test
	void isTheOneOnThePath() throws IOException {
		Path installed = Files.createFile(Files.createDirectory(this.directory.resolve("bin")).resolve("redis-server"));
		installed.toFile().setExecutable(true);
		String path = "/nowhere::%s:%s".formatted(this.directory, installed.getParent());
		assertThat(RedisProgram.find(path, this.directory)).isEqualTo(installed);
	}

	@Test
	void whatCannotBeExecutedIsNone() throws IOException {
		Path unpacked = Files.createDirectory(this.directory.resolve("unpacked"));
		Files.createFile(this.directory.resolve("redis-server"));
		assertThat(RedisProgram.find(this.directory.toString(), unpacked).getParent()).isEqualTo(unpacked);
	}

	@Test
	void isThatOfTheLibraryWhereNoneIsInstalled() throws IOException {
		Path found = RedisProgram.find(null, this.directory);
		assertThat(found).isExecutable();
		assertThat(found.getParent()).isEqualTo(this.directory);
	}

}
