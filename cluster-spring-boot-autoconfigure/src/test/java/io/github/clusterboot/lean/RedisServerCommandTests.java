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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.lean.PrimarySpecification.Redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link RedisServerCommand}.
 */
class RedisServerCommandTests {

	@TempDir
	private Path directory;

	@Test
	void findsTheServerOnThePath() throws Exception {
		Path installed = executable("bin/redis-server");
		RedisServerCommand command = new RedisServerCommand(new Redis(null, false),
				"/nowhere::%s:%s".formatted(this.directory, installed.getParent()));
		assertThat(command.find(this.directory)).isEqualTo(installed);
	}

	@Test
	void whatCannotBeExecutedIsNoServer() throws Exception {
		Files.writeString(this.directory.resolve("redis-server"), "");
		Path found = new RedisServerCommand(new Redis(null, false), this.directory.toString()).find(extracted());
		assertThat(found.getParent()).isEqualTo(extracted());
	}

	@Test
	void takesTheServerOfTheLibraryWhereNoneIsInstalled() throws IOException {
		Path found = new RedisServerCommand(new Redis(null, false), null).find(extracted());
		assertThat(found).isExecutable();
		assertThat(found.getParent()).isEqualTo(extracted());
	}

	@Test
	void runsInASessionOfItsOwnWhereTheMachineCanDoThat() throws IOException {
		Path setsid = executable("bin/setsid");
		RedisServerCommand command = new RedisServerCommand(new Redis(null, false), setsid.getParent().toString());
		assertThat(command.commandLine(Path.of("/r"), Path.of("/c"))).startsWith(setsid.toString(), "sh", "-c")
			.endsWith("/r", "/c");
		assertThat(new RedisServerCommand(new Redis(null, false), "/nowhere").commandLine(Path.of("/r"), Path.of("/c")))
			.startsWith("sh", "-c");
	}

	@Test
	void passwordIsInTheConfigurationOnly() throws IOException {
		RedisServerCommand command = new RedisServerCommand(new Redis(null, false));
		assertThat(command.configuration(this.directory, 4711, "secret")).contains("requirepass secret")
			.contains("port 4711")
			.contains("bind 127.0.0.1\n");
		assertThat(command.commandLine(Path.of("/r"), Path.of("/c"))).noneMatch((part) -> part.contains("secret"));
	}

	@Test
	void keepsNothingUnlessAsked() throws IOException {
		RedisServerCommand command = new RedisServerCommand(new Redis(null, false));
		assertThat(command.isPersistent()).isFalse();
		assertThat(command.configuration(this.directory, 1, "x")).contains("save \"\"\nappendonly no");
	}

	@Test
	void keepsItsDataWhereItIsAskedTo() throws IOException {
		Path data = this.directory.resolve("with \"quotes\"/and more");
		RedisServerCommand command = new RedisServerCommand(new Redis(data, false));
		assertThat(command.isPersistent()).isTrue();
		assertThat(command.configuration(this.directory, 1, "x")).contains("appendonly yes")
			.contains("with \\\"quotes\\\"/and more\"");
		assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
	}

	@Test
	void twoOfThemDoNotWriteTheSameFiles() throws IOException {
		RedisServerCommand first = new RedisServerCommand(new Redis(this.directory.resolve("data"), false));
		first.configuration(this.directory, 1, "x");
		first.configuration(this.directory, 2, "x");
		assertThatIOException()
			.isThrownBy(() -> new RedisServerCommand(new Redis(this.directory.resolve("data"), false))
				.configuration(this.directory, 1, "x"))
			.withMessageContaining("is used by another Redis");
	}

	private Path extracted() throws IOException {
		return Files.createDirectories(this.directory.resolve("extracted"));
	}

	private Path executable(String name) throws IOException {
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.createFile(file,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
	}

}
