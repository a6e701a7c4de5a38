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

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a jar and of those that its manifest names.
 */
public final class JarFiles {

	private JarFiles() {
	}

	/**
	 * Opens a jar.
	 * @param jar the jar
	 * @return the open jar
	 * @throws IOException if it cannot be read or is not whole
	 */
	public static JarFile open(Path jar) throws IOException {
		try {
			return new JarFile(jar.toFile());
		}
		catch (ZipException ex) {
			throw new IOException("%s is no readable jar: %s".formatted(jar, ex.getMessage()), ex);
		}
	}

	/**
	 * Tells a jar and its libraries from any other, without reading them.
	 * @return what changes when one of them is replaced or written to
	 */
	static List<Map<String, Object>> versions(Path jar) throws IOException {
		List<Map<String, Object>> versions = new ArrayList<>(List.of(version(jar)));
		List<Path> libraries = libraries(jar);
		for (Path library : (libraries != null) ? libraries : List.<Path>of()) {
			versions.add(version(jar.resolveSibling(library)));
		}
		return versions;
	}

	private static Map<String, Object> version(Path file) throws IOException {
		return Files.readAttributes(file, "size,lastModifiedTime,fileKey");
	}

	/**
	 * The jars in the manifest's class path, relative to the directory of the jar.
	 * @return the jars, or {@code null} if there is more in it, such as directories
	 */
	static @Nullable List<Path> libraries(Path jar) throws IOException {
		List<Path> libraries = new ArrayList<>();
		for (String entry : classPath(jar)) {
			Path library = relative(entry);
			if (library == null || Files.isDirectory(jar.resolveSibling(library))) {
				return null;
			}
			if (Files.exists(jar.resolveSibling(library))) {
				libraries.add(library);
			}
		}
		return libraries;
	}

	private static List<String> classPath(Path jar) throws IOException {
		try (JarFile file = open(jar)) {
			Manifest manifest = file.getManifest();
			String classPath = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH)
					: null;
			return (classPath != null) ? List.of(classPath.trim().split("\\s+")) : List.of();
		}
	}

	private static @Nullable Path relative(String entry) {
		try {
			URI uri = URI.create(entry);
			Path path = (uri.getScheme() == null) ? Path.of(uri.getPath()).normalize() : null;
			return (path != null && !path.isAbsolute() && !path.startsWith("..")) ? path : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
