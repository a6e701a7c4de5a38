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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a worker's JVM says about the archive that it was to start from.
 *
 * @param file where it says so
 */
record ArchiveLog(Path file) {

	/**
	 * The exit codes after SIGILL, SIGABRT, SIGBUS and SIGSEGV.
	 */
	private static final Set<Integer> CRASHES = Set.of(128 + 4, 128 + 6, 128 + 7, 128 + 11);

	private static final Pattern COMPLAINT = Pattern
		.compile(".*(\\[(error|warning) *]|Unable to (map shared spaces|use)).*");

	/**
	 * Reads the file, and deletes it.
	 * @return why the JVM does not use the archive, or {@code null} if it does
	 */
	@Nullable String complaint() {
		try {
			List<String> lines = Files.readAllLines(this.file);
			Files.delete(this.file);
			return lines.stream().filter((line) -> COMPLAINT.matcher(line).matches()).findFirst().orElse(null);
		}
		catch (IOException ex) {
			// the JVM has said nothing
			return null;
		}
	}

	/**
	 * Whether the archive explains the end of a worker that never listened. A JVM ends
	 * early for much else, such as a port that is taken or a flag that it does not know.
	 */
	boolean explains(int code) {
		return CRASHES.contains(code) || (code != 0 && complaint() != null);
	}

}
