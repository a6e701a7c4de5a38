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
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlainApplication}.
 */
class PlainApplicationTests {

	private static final String JAVA = ProcessHandle.current().info().command().orElse("java");

	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	@Test
	@EnabledOnOs(OS.LINUX)
	void goesOnInTheProcessThatWasLaunched(@TempDir Path temporary) throws Exception {
		Path output = temporary.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(JAVA, "-cp", CLASS_PATH, Launched.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("JDK_JAVA_OPTIONS", "-Dis.among.the.arguments");
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(Files.readString(output)).contains("[--one, two words] " + process.pid()
					+ " of 1 because it is Jetty, with null and " + Path.of("").toAbsolutePath());
			assertThat(process.exitValue()).isEqualTo(7);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Stands for the primary.
	 */
	public static class Launched {

		public static void main(String[] arguments) throws IOException {
			Target target = new Target.MainClass(System.getProperty("java.class.path"), Application.class.getName());
			PlainApplication.replaceThisJvm(
					new JavaCommand(JAVA, List.of("-Dgiven=1"), target, List.of("--one", "two words"), Path.of("/")),
					"it is Jetty", PrivateDirectory.create());
		}

	}

	/**
	 * Stands for the application.
	 */
	public static class Application {

		public static void main(String[] arguments) {
			System.out.println(List.of(arguments) + " " + ProcessHandle.current().pid() + " of "
					+ System.getProperty("given") + " because " + System.getProperty(PlainApplication.REASON)
					+ ", with " + System.getenv("JDK_JAVA_OPTIONS") + " and " + Path.of("").toAbsolutePath());
			System.exit(7);
		}

	}

}
