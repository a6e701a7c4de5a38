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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How readily the kernel kills this process where there is no memory (proc(5)). A worker
 * is replaced, and its primary is not: so a worker offers itself first.
 */
public final class OomScore {

	private static final Logger logger = LoggerFactory.getLogger(OomScore.class);

	/**
	 * What a tenth of the memory would add.
	 */
	private static final int ABOVE_THE_PRIMARY = 100;

	private static final int MAX = 1000;

	private OomScore() {
	}

	/**
	 * Raises the score of this process above that which it was started with. That needs
	 * no privilege; where it cannot be done all is as it was.
	 */
	public static void raise() {
		raise(Path.of("/proc/self/oom_score_adj"));
	}

	static void raise(Path file) {
		try {
			int inherited = Integer.parseInt(Files.readString(file).trim());
			Files.writeString(file, String.valueOf(Math.min(MAX, inherited + ABOVE_THE_PRIMARY)));
		}
		catch (IOException | NumberFormatException ex) {
			logger.debug("The kernel kills this worker no more readily than its primary", ex);
		}
	}

}
