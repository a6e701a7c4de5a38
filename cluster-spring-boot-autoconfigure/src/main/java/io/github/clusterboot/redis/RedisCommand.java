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

package io.github.clusterboot.redis;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How the Redis for development is started.
 *
 * @param program its program, or {@code null} if that is not found yet
 * @param data the directory of its data, or {@code null} if it keeps none
 * @param inAnyCase whether it is started even where another one answers on
 * {@code localhost:6379}
 */
public record RedisCommand(@Nullable Path program, @Nullable Path data, boolean inAnyCase) {

	static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH");

	/**
	 * Becomes Redis, in a session of its own where the machine can do that: an interrupt
	 * from the terminal does not end it, so that workers can finish their requests.
	 * Beside it something waits for the end of standard input, as comes with the end of
	 * the primary, and kills it.
	 */
	private static final String SCRIPT = """
			umask 077
			exec 3<&0 </dev/null
			(trap '' HUP INT QUIT TERM; read -r line <&3; kill -KILL $$ 2>/dev/null) &
			exec 3<&- $(command -v setsid) "$@"
			""";

	/**
	 * Starts Redis.
	 * @param executable the program
	 * @param directory a private directory for its configuration and its log
	 */
	Process start(Path executable, Path directory, int port, String password) throws IOException {
		Path configuration = Files.writeString(directory.resolve("redis.conf"),
				configuration(directory, port, password));
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT, "cluster-redis", executable.toString(),
				configuration.toString());
		builder.environment().keySet().retainAll(ENVIRONMENT);
		return builder.redirectErrorStream(true).redirectOutput(Redirect.to(log(directory).toFile())).start();
	}

	static Path log(Path directory) {
		return directory.resolve("redis.log");
	}

	private String configuration(Path directory, int port, String password) {
		Path files = (this.data != null) ? this.data : directory;
		return """
				bind 127.0.0.1
				port %d
				requirepass %s
				daemonize no
				save ""
				appendonly %s
				dir "%s"
				""".formatted(port, password, isPersistent() ? "yes" : "no",
				files.toString().replace("\\", "\\\\").replace("\"", "\\\""));
	}

	boolean isPersistent() {
		return this.data != null;
	}

	/**
	 * Creates the directory of the data and locks it, as no two of them may write the
	 * same files.
	 * @return what holds the lock while it is open
	 */
	@Nullable FileChannel lockData() throws IOException {
		if (this.data == null) {
			return null;
		}
		if (!Files.isDirectory(this.data)) {
			Files.createDirectories(this.data, PRIVATE);
		}
		FileChannel lock = FileChannel.open(this.data.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		if (lock.tryLock() == null) {
			lock.close();
			throw new IOException(this.data + " is used by another Redis");
		}
		return lock;
	}

	/**
	 * The program.
	 * @param directory where it can be unpacked
	 * @return the path of an executable
	 * @throws IOException if there is none; the message says where it was looked for
	 */
	Path findProgram(Path directory) throws IOException {
		return (this.program != null) ? this.program : RedisProgram.find(System.getenv("PATH"), directory);
	}

	/**
	 * The same for a JVM that has not got the application's libraries. That there is no
	 * program is told when a worker asks for Redis.
	 * @param directory where the program can be unpacked
	 * @return the command
	 */
	public RedisCommand withProgram(Path directory) {
		try {
			return new RedisCommand(findProgram(directory), this.data, this.inAnyCase);
		}
		catch (IOException ex) {
			return this;
		}
	}

}
