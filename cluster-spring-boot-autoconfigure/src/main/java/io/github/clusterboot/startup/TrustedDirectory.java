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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Checks that nobody else can change what is in a directory: who can write to an archive
 * of classes can run code.
 */
final class TrustedDirectory {

	private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	/**
	 * By its group, or by all.
	 */
	private static final int WRITABLE = 0022;

	private static final int WRITABLE_BY_ALL = 0002;

	private static final int STICKY = 01000;

	private static final int ROOT = 0;

	private TrustedDirectory() {
	}

	/**
	 * Creates a directory that only this user can enter, unless there is one that can be
	 * trusted: it and all above it belong to this user or to root, and nobody else can
	 * write to it or put another one in its place.
	 * @param own a file of this user
	 * @return the directory, without symbolic links in its path
	 */
	static Path at(Path directory, Path own) throws IOException {
		if (!Files.isDirectory(directory)) {
			Files.createDirectories(directory, OWNER_ONLY);
		}
		Path real = directory.toRealPath();
		int user = (int) Files.getAttribute(own, "unix:uid");
		for (Path each = real; each != null; each = each.getParent()) {
			int owner = (int) Files.getAttribute(each, "unix:uid");
			int mode = (int) Files.getAttribute(each, "unix:mode");
			if (owner != ROOT && owner != user) {
				throw new IOException("%s is not safe: %s belongs to another user".formatted(real, each));
			}
			boolean replaceable = (mode & (WRITABLE_BY_ALL | STICKY)) == WRITABLE_BY_ALL;
			if (replaceable || (each == real && (mode & WRITABLE) != 0)) {
				throw new IOException("%s is not safe: others can write to %s".formatted(real, each));
			}
		}
		return real;
	}

}
