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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The resident memory of this process, as Linux tells it (proc(5)).
 */
final class ResidentMemory {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final String FIELD = "VmRSS:";

	private ResidentMemory() {
	}

	/**
	 * The resident memory now.
	 * @return the bytes, or 0 where they are not known
	 */
	static long bytes() {
		try {
			return Files.readAllLines(STATUS)
				.stream()
				.filter((line) -> line.startsWith(FIELD))
				.mapToLong(ResidentMemory::kilobytes)
				.findFirst()
				.orElse(0) * 1024;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private static long kilobytes(String line) {
		return Long.parseLong(line.substring(FIELD.length(), line.lastIndexOf(' ')).trim());
	}

}
