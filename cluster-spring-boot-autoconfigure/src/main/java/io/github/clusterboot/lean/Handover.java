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
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/**
 * What the JVM that was launched leaves to the one that takes its place.
 *
 * @param primary what the primary is made of
 * @param logging how it logs
 * @param directory the private directory of its first moments
 * @param lock the descriptor of the lock that marks the directory as in use
 */
record Handover(PrimarySpecification primary, PrimaryLogging logging, Path directory, int lock) {

	private static final String NAME = "handover";

	/**
	 * Writes this to a new file that only this user can read.
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	void write(Path file) throws IOException {
		Properties properties = new Properties();
		new RecordProperties(properties).write(NAME, this);
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		try (Writer writer = Files.newBufferedWriter(file)) {
			properties.store(writer, null);
		}
	}

	/**
	 * Reads what was written.
	 * @param file the file
	 * @return what is in it
	 * @throws IOException if it cannot be read
	 */
	static Handover read(Path file) throws IOException {
		Properties properties = new Properties();
		try (Reader reader = Files.newBufferedReader(file)) {
			properties.load(reader);
		}
		return new RecordProperties(properties).read(NAME, Handover.class);
	}

}
