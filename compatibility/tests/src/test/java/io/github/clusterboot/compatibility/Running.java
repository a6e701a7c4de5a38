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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application that was started, seen from outside.
 */
final class Running implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofMinutes(5);

	private static final JsonMapper json = new JsonMapper();

	private final Process process;

	private final int port;

	private final Path output;

	private final Path directory;

	Running(Process process, int port, Path output, Path directory) {
		this.process = process;
		this.port = port;
		this.output = output;
		this.directory = directory;
	}

	void awaitAnswer() {
		await("an answer", () -> Page.get("/actuator/info").ask(this.port).status() > 0);
	}

	void awaitWorkers(int count) {
		await(count + " workers that listen",
				() -> workers().stream()
					.filter((worker) -> worker.path("state").asString().equals("LISTENING"))
					.count() == count);
	}

	/**
	 * Waits until each of the workers is known to have answered as many requests.
	 */
	void awaitRequests(int each) {
		await(each + " requests that each worker has served",
				() -> workers().stream().allMatch((worker) -> worker.path("requests").asLong() >= each));
	}

	private List<JsonNode> workers() {
		return actuator("cluster").path("workers").valueStream().toList();
	}

	private JsonNode actuator(String endpoint) {
		Answer answer = Page.get("/actuator/" + endpoint).ask(this.port);
		if (answer.status() != 200) {
			throw new AssertionError("The endpoint %s answers %s\n%s".formatted(endpoint, answer, this));
		}
		return json.readTree(answer.body());
	}

	List<Answer> ask(Question question, int times) {
		return IntStream.range(0, times).mapToObj((i) -> question.ask(this.port)).toList();
	}

	/**
	 * Names and types of all beans.
	 */
	SortedSet<Bean> beans() {
		SortedSet<Bean> beans = new TreeSet<>();
		actuator("beans").path("contexts")
			.forEach((context) -> context.path("beans")
				.properties()
				.forEach((bean) -> beans.add(Bean.of(bean.getKey(), bean.getValue().path("type").asString("")))));
		return beans;
	}

	/**
	 * Waits for the end that comes by itself.
	 */
	int awaitExit() {
		try {
			Awaitility.await().atMost(DEADLINE).until(() -> !this.process.isAlive());
			return this.process.exitValue();
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("It does not end\n" + this, ex);
		}
	}

	int terminate() {
		this.process.destroy();
		return awaitExit();
	}

	Log log() {
		try {
			return new Log(Files.readAllLines(this.output));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await(String what, Callable<Boolean> condition) {
		try {
			Awaitility.await(what)
				.atMost(DEADLINE)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(100))
				.ignoreExceptionsMatching((ex) -> this.process.isAlive() && ex instanceof UncheckedIOException)
				.until(() -> {
					if (!this.process.isAlive()) {
						throw new AssertionError("It has ended, without " + what + "\n" + this);
					}
					return condition.call();
				});
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not in time: " + what + "\n" + this, ex);
		}
	}

	@Override
	public void close() {
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.destroyForcibly();
		children.forEach(ProcessHandle::destroyForcibly);
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	@Override
	public String toString() {
		return "The end of %s:\n%s".formatted(this.output, log());
	}

}
