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

package io.github.clusterboot.sample.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A Redis as its operator would run it, with a password, that can be stopped and started
 * again with what was in it. It is the one of the PATH, or that of the embedded-redis
 * library.
 */
final class RedisServer implements AutoCloseable {

	private final int port = FreePort.find();

	private final String password = UUID.randomUUID().toString();

	private final Path directory = Sample.temporaryDirectory();

	private @Nullable Process process;

	private boolean suspended;

	static RedisServer started() {
		RedisServer server = new RedisServer();
		server.start();
		return server;
	}

	int port() {
		return this.port;
	}

	String url() {
		return "redis://:%s@127.0.0.1:%d".formatted(this.password, this.port);
	}

	/**
	 * Starts it and waits until it answers.
	 */
	void start() {
		try {
			Process started = new ProcessBuilder(executable(), "-").redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("redis.log").toFile())
				.start();
			this.process = started;
			try (OutputStream input = started.getOutputStream()) {
				input.write("""
						bind 127.0.0.1
						port %d
						requirepass %s
						dir %s
						save ""
						appendonly yes
						appendfsync always
						""".formatted(this.port, this.password, this.directory).getBytes(StandardCharsets.UTF_8));
			}
			Awaitility.await("an answer of Redis").atMost(SampleCluster.DEADLINE).until(this::answers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean answers() {
		try (RedisConnection redis = connect()) {
			return redis.command("PING").equals("PONG");
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			// not yet, or still loading
			return false;
		}
	}

	RedisConnection connect() {
		RedisConnection connection = RedisConnection.open(this.port);
		connection.command("AUTH", this.password);
		return connection;
	}

	void stop() {
		process().toHandle().destroy();
		Awaitility.await("the end of Redis").atMost(SampleCluster.DEADLINE).until(() -> !process().isAlive());
	}

	/**
	 * Lets it hang: it takes connections and does not answer.
	 */
	void suspend() {
		Processes.signal(Long.toString(process().pid()), "STOP");
		this.suspended = true;
	}

	void resume() {
		Processes.signal(Long.toString(process().pid()), "CONT");
		this.suspended = false;
	}

	private Process process() {
		Process current = this.process;
		if (current == null) {
			throw new IllegalStateException("Redis was not started");
		}
		return current;
	}

	@Override
	public void close() {
		if (this.process != null) {
			if (this.suspended) {
				resume();
			}
			this.process.destroyForcibly();
		}
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	private String executable() throws IOException {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((entry) -> Path.of(entry, "redis-server"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseGet(this::carried)
			.toString();
	}

	private Path carried() {
		String name = System.getProperty("os.arch").equals("aarch64") ? "/redis-server-6.2.7-linux-arm64"
				: "/redis-server-6.2.6-v5-linux-amd64";
		Path executable = this.directory.resolve("redis-server");
		try (InputStream input = RedisServer.class.getResourceAsStream(name)) {
			if (input == null) {
				throw new IllegalStateException("There is no redis-server on the PATH and no " + name);
			}
			Files.copy(input, executable, StandardCopyOption.REPLACE_EXISTING);
			executable.toFile().setExecutable(true);
			return executable;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
