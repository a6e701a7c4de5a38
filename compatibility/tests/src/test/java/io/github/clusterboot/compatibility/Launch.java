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

package io.github.clusterboot.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a packaged application is to be started: as a person does, with {@code java -jar}.
 *
 * @param application the application
 * @param variant what is on its class path
 * @param flags flags of the JVM
 * @param arguments arguments of the application
 */
record Launch(Application application, Variant variant, List<String> flags, List<String> arguments) {

	private static final Path OUTPUTS = Path.of("target/launches");

	static Launch of(Application application, Variant variant, String... arguments) {
		return new Launch(application, variant, List.of(), List.of(arguments));
	}

	/**
	 * A cluster whose workers take turns.
	 */
	static Launch clustered(Application application, Variant variant, int workers) {
		return of(application, variant, "--cluster.workers=" + workers, "--cluster.scheduling-policy=round-robin",
				"--cluster.startup-timeout=5m");
	}

	Launch aheadOfTime() {
		return new Launch(this.application, this.variant, List.of("-Dspring.aot.enabled=true"), this.arguments);
	}

	Running start() {
		try {
			Path directory = Files.createTempDirectory("compatibility-");
			int port = freePort();
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
			command.addAll(this.flags);
			command.addAll(List.of("-jar", this.application.jar(this.variant).toString(), "--server.port=" + port));
			command.addAll(this.arguments);
			Path output = Files.createDirectories(OUTPUTS).resolve(name() + ".log");
			ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().put("XDG_CACHE_HOME", OUTPUTS.resolveSibling("cache").toAbsolutePath().toString());
			return new Running(builder.start(), port, output, directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String name() {
		List<String> words = new ArrayList<>(List.of(this.application.toString(), this.variant.directory()));
		words.addAll(this.flags);
		words.addAll(this.arguments);
		return String.join(" ", words);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public String toString() {
		return name();
	}

}
