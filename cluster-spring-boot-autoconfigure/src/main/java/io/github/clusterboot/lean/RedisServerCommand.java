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

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

import io.github.clusterboot.lean.PrimarySpecification.Redis;
import io.github.clusterboot.primary.RedisCommand;

/**
 * Starts the {@code redis-server} of the PATH, else the one that the library
 * {@code com.github.codemonstur:embedded-redis} carries. Used by one thread.
 */
public final class RedisServerCommand implements RedisCommand {

	private static final String NAME = "redis-server";

	private static final String LIBRARY = "com.github.codemonstur:embedded-redis";

	/**
	 * Runs Redis, and kills it when standard input ends. Redis writes an append-only file
	 * before it answers, so that it can be killed at any time.
	 */
	private static final String SCRIPT = """
			umask 077
			exec 3<&0 </dev/null
			"$@" 3<&- &
			redis=$!
			(while read -r line <&3; do :; done; kill -KILL $redis 2>/dev/null) &
			watcher=$!
			exec 3<&-
			wait $redis
			code=$?
			kill -KILL $watcher 2>/dev/null
			exit $code
			""";

	private final @Nullable Path dataDirectory;

	private final boolean inAnyCase;

	private final @Nullable String path;

	/**
	 * Held until this process ends.
	 */
	private @Nullable FileLock lock;

	/**
	 * Creates the command.
	 * @param redis what is wanted
	 */
	public RedisServerCommand(Redis redis) {
		this(redis, System.getenv("PATH"));
	}

	RedisServerCommand(Redis redis, @Nullable String path) {
		this.dataDirectory = redis.directory();
		this.inAnyCase = redis.inAnyCase();
		this.path = path;
	}

	@Override
	public Path find(Path directory) throws IOException {
		Optional<Path> installed = findInPath(NAME);
		if (installed.isPresent()) {
			return installed.get();
		}
		if (!isLibraryPresent()) {
			throw new IOException("there is no %s on the PATH and no %s on the class path".formatted(NAME, LIBRARY));
		}
		try {
			return Library.extract(directory);
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException("there is no %s on the PATH, and that of %s cannot be used: %s".formatted(NAME,
					LIBRARY, ex.getMessage()), ex);
		}
	}

	boolean usesLibrary() {
		return findInPath(NAME).isEmpty() && isLibraryPresent();
	}

	private Optional<Path> findInPath(String name) {
		String path = (this.path != null) ? this.path : "";
		return Arrays.stream(path.split(File.pathSeparator))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, name).toAbsolutePath())
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst();
	}

	private static boolean isLibraryPresent() {
		try {
			Class.forName("redis.embedded.core.ExecutableProvider", false, RedisServerCommand.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/**
	 * In a session of its own where the machine can do that, so that an interrupt from
	 * the terminal does not end Redis while the workers still finish their requests.
	 */
	@Override
	public List<String> commandLine(Path executable, Path configuration) {
		List<String> command = new ArrayList<>();
		findInPath("setsid").ifPresent((setsid) -> command.add(setsid.toString()));
		command.addAll(List.of("sh", "-c", SCRIPT, "cluster-redis", executable.toString(), configuration.toString()));
		return command;
	}

	@Override
	public String configuration(Path directory, int port, String password) throws IOException {
		Path data = directory;
		if (this.dataDirectory != null) {
			data = this.dataDirectory;
			prepare(data);
		}
		return """
				bind 127.0.0.1
				port %d
				requirepass %s
				daemonize no
				save ""
				appendonly %s
				dir %s
				""".formatted(port, password, isPersistent() ? "yes" : "no", quote(data));
	}

	/**
	 * What Redis keeps are logins, which are nobody else's business; and two of them must
	 * not write the same files.
	 */
	private void prepare(Path data) throws IOException {
		if (!Files.isDirectory(data)) {
			Path parent = data.getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			Files.createDirectory(data,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		if (this.lock == null) {
			FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			try {
				this.lock = channel.tryLock();
			}
			catch (OverlappingFileLockException ex) {
				// another one of this process
			}
			if (this.lock == null) {
				channel.close();
				throw new IOException(data + " is used by another Redis");
			}
		}
	}

	private static String quote(Path path) {
		return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	@Override
	public boolean isRunInAnyCase() {
		return this.inAnyCase;
	}

	@Override
	public boolean isPersistent() {
		return this.dataDirectory != null;
	}

	/**
	 * The library, which may be absent.
	 */
	private static final class Library {

		static Path extract(Path directory) throws IOException {
			return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
		}

	}

}
