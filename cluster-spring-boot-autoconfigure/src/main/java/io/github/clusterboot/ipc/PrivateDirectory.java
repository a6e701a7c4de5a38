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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the primary's two Unix domain sockets: one for messages, one for
 * handles, because bytes and handles do not mix on one connection. Only the owner may
 * enter it.
 *
 * @param path the directory
 */
public record PrivateDirectory(Path path) {

	/**
	 * A path of a Unix domain socket has at most 108 bytes on Linux and 104 on macOS
	 * ({@code sun_path} in unix(7)), its terminating zero included.
	 */
	private static final int MAX_SOCKET_PATH = 103;

	private static final Logger logger = LoggerFactory.getLogger(PrivateDirectory.class);

	/**
	 * Creates a directory that only this user can enter, in the temporary directory or,
	 * where that has too long a path for sockets, in {@code /tmp}.
	 * @return the new directory
	 * @throws IOException if it cannot be created
	 */
	public static PrivateDirectory create() throws IOException {
		PrivateDirectory directory = create(Path.of(System.getProperty("java.io.tmpdir")));
		if (directory.messages().toString().getBytes().length <= MAX_SOCKET_PATH) {
			return directory;
		}
		directory.delete();
		return create(Path.of("/tmp"));
	}

	private static PrivateDirectory create(Path parent) throws IOException {
		String prefix = "cluster-" + ProcessHandle.current().pid() + "-";
		return new PrivateDirectory(Files.createTempDirectory(parent.toAbsolutePath(), prefix,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
	}

	Path messages() {
		return this.path.resolve("messages.sock");
	}

	Path handles() {
		return this.path.resolve("handles.sock");
	}

	/**
	 * Removes the directory and what is in it. What cannot be removed stays, with a debug
	 * line: nothing depends on it.
	 */
	public void delete() {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.path)) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", this.path, ex);
		}
	}

}
