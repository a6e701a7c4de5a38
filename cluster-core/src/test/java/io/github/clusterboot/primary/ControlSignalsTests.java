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

package io.github.clusterboot.primary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;
import sun.misc.SignalHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ControlSignals}.
 */
class ControlSignalsTests {

	@TempDir
	Path temporary;

	@Test
	void handlersAreTakenBack() {
		SignalHandler mine = (signal) -> {
		};
		for (String name : List.of("TTIN", "TTOU")) {
			Signal signal = new Signal(name);
			SignalHandler before = Signal.handle(signal, mine);
			ControlSignals signals = new ControlSignals((event) -> {
			}, new Terminal());
			signals.handle();
			signals.restore();
			assertThat(Signal.handle(signal, before)).as(name).isSameAs(mine);
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aReloadThatThisProcessWasStartedToIgnoreIsTold() throws Exception {
		assumeThat(PrimaryTests.isIgnored("HUP")).as("it is ignored already, as under nohup").isFalse();
		assertThat(start("trap '' HUP")).containsOnlyOnce("SIGHUP is ignored")
			.contains("INFO", "{\"action\": \"reload\"} to /actuator/cluster");
		assertThat(start("trap '' INT")).doesNotContain("ignored");
	}

	/**
	 * What is ignored, a JVM decides when it starts.
	 */
	private String start(String trap) throws IOException, InterruptedException {
		Path output = Files.createTempFile(this.temporary, "output-", ".txt");
		Process process = new ProcessBuilder("/bin/sh", "-c", trap + "; exec \"$@\"", "sh",
				ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				Main.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(() -> read(output)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return read(output);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * A program that handles the signals.
	 */
	public static class Main {

		public static void main(String[] arguments) {
			new ControlSignals((event) -> {
			}, new Terminal()).handle();
		}

	}

}
