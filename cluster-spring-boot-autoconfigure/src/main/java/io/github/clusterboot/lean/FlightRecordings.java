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

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flight recordings of this JVM, whose files nobody removes when its image is
 * replaced.
 */
final class FlightRecordings {

	private static final Logger logger = LoggerFactory.getLogger(FlightRecordings.class);

	private FlightRecordings() {
	}

	/**
	 * Ends them and removes their files.
	 */
	static void discard() {
		if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty() || !FlightRecorder.isInitialized()) {
			return;
		}
		try {
			for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
				Path destination = recording.getDestination();
				recording.setDestination(null);
				recording.close();
				if (destination != null && Files.size(destination) == 0) {
					Files.delete(destination);
				}
			}
			Files.deleteIfExists(Path.of(System.getProperty("jdk.jfr.repository")));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Files of a flight recording may be left", ex);
		}
	}

}
