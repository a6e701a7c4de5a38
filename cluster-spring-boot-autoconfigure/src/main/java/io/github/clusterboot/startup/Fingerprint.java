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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Tells whether a file is as it was when it was written. After a loss of power it may
 * have its size and be full of zeros.
 */
final class Fingerprint {

	private Fingerprint() {
	}

	/**
	 * The size and checksum of a file.
	 * @param file the file, all of which is read
	 * @return what can be part of a file name
	 * @throws IOException if the file cannot be read
	 */
	static String of(Path file) throws IOException {
		CRC32 checksum = new CRC32();
		long size = 0;
		try (InputStream input = Files.newInputStream(file)) {
			byte[] buffer = new byte[1 << 16];
			for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
				checksum.update(buffer, 0, length);
				size += length;
			}
		}
		return "%d-%08x".formatted(size, checksum.getValue());
	}

}
