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
import java.nio.file.attribute.PosixFilePermissions;

import io.github.clusterboot.ipc.Records;

/**
 * What the JVM that was launched leaves to the one that takes its place.
 *
 * @param primary what the primary is made of
 * @param logging how it logs
 */
record Handover(PrimarySpecification primary, PrimaryLogging logging) {

	private static final String FILE = "handover";

	/**
	 * Writes this to a file that only this user can read, and tries whether it can be
	 * read back: once the image is replaced there is no way back.
	 * @param directory the directory of the file
	 */
	void write(Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve(FILE),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		byte[] bytes = Records.write(this);
		Records.read(Handover.class, bytes);
		Files.write(file, bytes);
	}

	/**
	 * Reads the file and removes it, as there may be secrets in it.
	 * @param directory the directory of the file
	 */
	static Handover take(Path directory) throws IOException {
		Path file = directory.resolve(FILE);
		byte[] bytes = Files.readAllBytes(file);
		Files.delete(file);
		return Records.read(Handover.class, bytes);
	}

}
