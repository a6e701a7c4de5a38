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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.FileTree;
import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * A jar, and those beside it that its manifest names, in a private directory.
 *
 * @param target what to run
 * @param directory the directory, or {@code null} for an application that runs in place
 */
record JarCopy(Target target, @Nullable Path directory) implements GenerationCopy {

	private static final Logger logger = LoggerFactory.getLogger(JarCopy.class);

	private static final int FIRST_JAVA_TO_WARN_OF_NATIVE_ACCESS = 24;

	static JarCopy of(Path jar, Path directory) throws IOException {
		List<Path> libraries = JarFiles.libraries(jar);
		if (libraries == null) {
			logger.warn("{} has more on its class path than jars below its directory, so that it is run in place: "
					+ "do not overwrite it while the cluster runs", jar);
			return new JarCopy(new Target.Jar(jar.toString()), null);
		}
		try {
			Path copy = directory.resolve(jar.getFileName());
			copy(jar, copy);
			for (Path library : libraries) {
				copy(jar.resolveSibling(library), directory.resolve(library));
			}
			return new JarCopy(new Target.Jar(copy.toString()), directory);
		}
		catch (IOException ex) {
			FileTree.delete(directory);
			throw ex;
		}
	}

	/**
	 * A class path may name a jar twice.
	 */
	private static void copy(Path from, Path to) throws IOException {
		Files.createDirectories(to.getParent());
		Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
	}

	@Override
	public boolean isThere() {
		return this.directory == null || Files.exists(Path.of(((Target.Jar) this.target).path()));
	}

	/**
	 * What the manifest of an extracted jar says instead.
	 */
	@Override
	public List<String> jvmArguments(int id, boolean first, Path privateDirectory) {
		String opens = "--add-opens=" + JavaWorkerCommand.OPENS + "=ALL-UNNAMED";
		return (Runtime.version().feature() < FIRST_JAVA_TO_WARN_OF_NATIVE_ACCESS) ? List.of(opens)
				: List.of(opens, "--enable-native-access=ALL-UNNAMED");
	}

	@Override
	public void remove() {
		if (this.directory != null) {
			FileTree.delete(this.directory);
		}
	}

}
