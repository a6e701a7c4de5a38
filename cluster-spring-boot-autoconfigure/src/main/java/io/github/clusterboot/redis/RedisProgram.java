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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * The {@code redis-server} of the PATH, else the one in the library
 * {@code com.github.codemonstur:embedded-redis}.
 */
final class RedisProgram {

	private RedisProgram() {
	}

	static Path find(@Nullable String path, Path directory) throws IOException {
		Optional<Path> installed = Stream.of(Objects.requireNonNullElse(path, "").split(":"))
			.filter((each) -> !each.isEmpty())
			.map((each) -> Path.of(each, "redis-server").toAbsolutePath())
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst();
		return installed.isPresent() ? installed.get() : unpack(directory);
	}

	private static Path unpack(Path directory) throws IOException {
		try {
			return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
		}
		catch (IOException | RuntimeException | NoClassDefFoundError ex) {
			String reason = (ex instanceof Error) ? "is not on the class path" : "cannot be used: " + ex.getMessage();
			throw new IOException(
					"there is no redis-server on the PATH and com.github.codemonstur:embedded-redis " + reason, ex);
		}
	}

}
