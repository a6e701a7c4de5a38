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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The directory that this JVM was launched in. A deployment may replace a link that leads
 * to it by one to another directory, and remove the directory later. So what is named
 * relative to it has to be known by the way that led there.
 *
 * @param path the directory as the shell names it, with links in it, where it does
 */
record LaunchDirectory(Path path) {

	/**
	 * The directory of this process.
	 */
	static LaunchDirectory current() {
		return of(System.getenv("PWD"), Path.of("").toAbsolutePath());
	}

	/**
	 * Finds out what the shell says of a directory.
	 * @param shell the variable {@code PWD}, which may be about another process
	 * @param resolved the directory
	 */
	static LaunchDirectory of(@Nullable String shell, Path resolved) {
		try {
			Path path = (shell != null) ? Path.of(shell) : resolved;
			return new LaunchDirectory((path.isAbsolute() && isSame(path, resolved)) ? path : resolved);
		}
		catch (InvalidPathException ex) {
			return new LaunchDirectory(resolved);
		}
	}

	/**
	 * The absolute path of a file. Of a path that leaves the directory, nothing of the
	 * directory remains if it leads to the same file all the same.
	 * @param file a path, relative to this directory if it is not absolute
	 * @return the path, in which links are not resolved
	 */
	String absolute(String file) {
		Path given = this.path.resolve(file);
		Path normalized = given.normalize();
		return (isSame(normalized, given) ? normalized : given).toString();
	}

	String absoluteClassPath(String classPath) {
		return Arrays.stream(classPath.split(File.pathSeparator, -1))
			.map(this::absolute)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isSame(Path one, Path other) {
		try {
			return Files.isSameFile(one, other);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
