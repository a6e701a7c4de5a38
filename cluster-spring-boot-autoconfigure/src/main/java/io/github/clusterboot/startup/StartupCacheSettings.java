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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What is kept between launches so that workers start faster.
 *
 * @param enabled whether anything is
 * @param directory where, or {@code null} for the user's directory of caches
 * @param delay how long a worker that records its classes serves before an archive is
 * made of them
 */
public record StartupCacheSettings(boolean enabled, @Nullable Path directory, Duration delay) {

	private static final String NAME = "cluster-spring-boot";

	/**
	 * The directory that is used: the one that was set, else one below
	 * {@code XDG_CACHE_HOME} or {@code ~/.cache}.
	 * @throws IOException if the user has no home
	 */
	Path resolveDirectory() throws IOException {
		if (this.directory != null) {
			return this.directory.toAbsolutePath();
		}
		String caches = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
		// the JVM says "?" where there is no home
		String home = System.getProperty("user.home", "?");
		if (caches.startsWith("/")) {
			return Path.of(caches, NAME);
		}
		if (home.startsWith("/")) {
			return Path.of(home, ".cache", NAME);
		}
		throw new IOException("there is no home directory; set cluster.startup-cache-directory");
	}

}
