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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.JarFile;

import io.github.clusterboot.jvm.JarFiles;

/**
 * A name that differs where any of its parts does.
 */
final class CacheKey {

	/**
	 * Changes when the form of what is kept does.
	 */
	private static final String FORMAT = "3";

	private final StringBuilder parts = new StringBuilder(FORMAT);

	/**
	 * The key of a jar: its name and what is in it. The directory at the end of a jar has
	 * the names, sizes and checksums of all entries, nested jars among them, so that the
	 * rest need not be read.
	 */
	static CacheKey ofJar(Path file) throws IOException {
		CacheKey key = new CacheKey().add(file.getFileName().toString());
		try (JarFile jar = JarFiles.open(file)) {
			jar.stream()
				.forEach((entry) -> key.add("%s %d %x".formatted(entry.getName(), entry.getSize(), entry.getCrc())));
		}
		return key;
	}

	CacheKey add(String part) {
		this.parts.append('\0').append(part);
		return this;
	}

	@Override
	public String toString() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(this.parts.toString().getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
