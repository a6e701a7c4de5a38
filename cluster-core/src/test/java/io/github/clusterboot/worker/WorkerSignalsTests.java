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

package io.github.clusterboot.worker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link WorkerSignals}.
 */
class WorkerSignalsTests {

	private static final String IGNORED = "grep SigIgn /proc/self/status";

	private final Map<Signal, SignalHandler> handlers = new HashMap<>();

	private String ignored;

	@BeforeEach
	void keepHandlers() throws Exception {
		for (String name : List.of("INT", "HUP")) {
			Signal signal = new Signal(name);
			this.handlers.put(signal, Signal.handle(signal, SignalHandler.SIG_DFL));
		}
		this.ignored = run(IGNORED);
	}

	@AfterEach
	void restoreHandlers() {
		this.handlers.forEach(Signal::handle);
	}

	@Test
	void programsOfTheApplicationIgnoreNoMoreThanThoseOfAnyJvm() throws Exception {
		WorkerSignals.ignoreTerminal();
		assertThat(run(IGNORED)).isEqualTo(this.ignored);
	}

	@Test
	void aSignalOfTheTerminalEndsNoWorker() throws Exception {
		assumeThat(this.handlers.values()).as("this JVM was started with them ignored, as in the background")
			.doesNotContain(SignalHandler.SIG_IGN);
		WorkerSignals.ignoreTerminal();
		CountDownLatch handedOver = new CountDownLatch(1);
		// of those that are pending a JVM takes the one with the lowest number
		Signal later = new Signal("WINCH");
		SignalHandler before = Signal.handle(later, (signal) -> handedOver.countDown());
		Signal.raise(new Signal("HUP"));
		Signal.raise(new Signal("INT"));
		Signal.raise(later);
		assertThat(handedOver.await(10, TimeUnit.SECONDS)).isTrue();
		Signal.handle(later, before);
		assertThat(Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL)).isNotIn(SignalHandler.SIG_DFL,
				SignalHandler.SIG_IGN);
	}

	private static String run(String script) throws Exception {
		Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
