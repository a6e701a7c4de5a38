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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged sample, started in a process of its own and seen from outside: through its
 * output, its port and the process table.
 */
final class SampleCluster implements AutoCloseable {

	static final Duration DEADLINE = Duration.ofSeconds(90);

	private static final String WORKER = "Worker (\\d+) \\(slot (\\d+), pid (\\d+)\\) ";

	private static final Pattern FORKED = Pattern.compile(WORKER + "forked");

	private static final List<SampleCluster> remembered = new CopyOnWriteArrayList<>();

	private final Process primary;

	private final int port;

	private final Path directory;

	private final Path jar;

	private final Output output;

	private final List<ProcessHandle> started = new CopyOnWriteArrayList<>();

	private volatile boolean closed;

	SampleCluster(Process primary, int port, Path directory, Path jar) throws IOException {
		this.primary = primary;
		this.port = port;
		this.directory = directory;
		this.jar = jar;
		Path outputs = Files.createDirectories(Path.of("target/it-output"));
		this.output = new Output(primary.getInputStream(), outputs.resolve(primary.pid() + ".log"), this::remember);
		remembered.add(this);
	}

	static List<SampleCluster> remembered() {
		return remembered;
	}

	static void forgetClosed() {
		remembered.removeIf((cluster) -> cluster.closed);
	}

	private void remember(String line) {
		Matcher forked = FORKED.matcher(line);
		if (forked.find()) {
			ProcessHandle.of(Long.parseLong(forked.group(3))).ifPresent(this.started::add);
		}
	}

	long pid() {
		return this.primary.pid();
	}

	/**
	 * The application's port, which the log tells if it was left to the primary.
	 * @return the port
	 */
	int port() {
		return (this.port != 0) ? this.port
				: Integer.parseInt(awaitLog(Application.WEB_SERVER + " started on port (\\d+)").group(1));
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * The copy of the jar that was launched.
	 * @return its path
	 */
	Path ownJar() {
		return this.jar;
	}

	Output output() {
		return this.output;
	}

	Http http() {
		return new Http(port());
	}

	/**
	 * Waits until so many workers have listened since the start.
	 * @param workers the number of workers, dead ones counted
	 * @return this
	 */
	SampleCluster awaitListening(int workers) {
		awaitRunning(workers + " workers have listened", () -> listened().size() >= workers);
		return this;
	}

	/**
	 * Waits until so many workers listen now.
	 * @param count the number of workers
	 * @return the workers by slot
	 */
	Map<Integer, Worker> awaitWorkers(int count) {
		awaitRunning(count + " workers listen", () -> workers().size() == count);
		return workers();
	}

	MatchResult awaitLog(String regex) {
		return awaitLog(regex, 1);
	}

	/**
	 * Waits for a line to come.
	 * @param regex what to find in the line
	 * @param occurrence which of the lines that match, from 1
	 * @return the match
	 */
	MatchResult awaitLog(String regex, int occurrence) {
		awaitRunning(occurrence + " times in the output: " + regex, () -> this.output.count(regex) >= occurrence);
		return this.output.find(regex).get(occurrence - 1);
	}

	/**
	 * Asks for a reload and waits for its end.
	 * @return the reload
	 */
	Reload reload() {
		int ended = this.output.count(Reload.ENDED);
		signal("HUP");
		Reload reload = Reload.of(awaitLog(Reload.ENDED, ended + 1));
		int last = this.output.find(Reload.BEGINS)
			.stream()
			.mapToInt((begins) -> Integer.parseInt(begins.group(1)))
			.max()
			.orElseThrow();
		if (reload.generation() != last) {
			throw new AssertionError("Not the reload that was asked for: %s\n%s".formatted(reload, this));
		}
		return reload;
	}

	MatchResult awaitExit(Worker worker) {
		return awaitLog(
				"Worker %d \\(slot %d, pid %d\\) exited with code (\\d+)(?: \\((\\w+)\\))? after [\\d.]+ s; (.*)"
					.formatted(worker.id(), worker.slot(), worker.pid()));
	}

	/**
	 * Waits until a worker that was asked to stop has done so, by itself and with 0.
	 * @param worker the worker
	 * @return what it was asked for
	 */
	String awaitStop(Worker worker) {
		return awaitLog("Worker %d \\(slot %d, pid %d\\) stopped, as asked \\((.*)\\)$".formatted(worker.id(),
				worker.slot(), worker.pid()))
			.group(1);
	}

	/**
	 * Sends requests until each of the processes has answered one.
	 * @param pids the processes
	 */
	void awaitAnswersFrom(Collection<Long> pids) {
		awaitAnswersFrom(port(), pids);
	}

	void awaitAnswersFrom(int port, Collection<Long> pids) {
		Set<Long> answered = new HashSet<>();
		awaitRunning("answers from " + pids, () -> {
			Exchange exchange = new Http(port).get("/api/worker");
			if (!exchange.isOk() || !pids.contains(exchange.pid())) {
				throw new AssertionError("Unexpected answer %s, not from %s\n%s".formatted(exchange, pids, this));
			}
			answered.add(exchange.pid());
			return answered.containsAll(pids);
		});
	}

	/**
	 * Waits for what can only become true while the primary runs.
	 * @param what the condition in words
	 * @param condition the condition
	 */
	private void awaitRunning(String what, BooleanSupplier condition) {
		await(what, () -> condition.getAsBoolean() || hasEnded());
		if (!condition.getAsBoolean()) {
			throw new AssertionError("The primary has ended, but not: " + what + "\n" + this);
		}
	}

	void await(String what, BooleanSupplier condition) {
		await(what, DEADLINE, condition);
	}

	void await(String what, Duration deadline, BooleanSupplier condition) {
		await(what, deadline, Duration.ofMillis(50), condition);
	}

	void await(String what, Duration deadline, Duration pause, BooleanSupplier condition) {
		try {
			Awaitility.await(what)
				.atMost(deadline)
				.pollDelay(Duration.ZERO)
				.pollInterval(pause)
				.until(condition::getAsBoolean);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not in time: " + what + "\n" + this, ex);
		}
	}

	/**
	 * Waits for the primary's end and for the last of its output.
	 * @return the exit code
	 */
	int exitCode() {
		await("the primary and its output end", this::hasEnded);
		return this.primary.exitValue();
	}

	private boolean hasEnded() {
		return !this.primary.isAlive() && this.output.ended();
	}

	boolean isRunning() {
		return this.primary.isAlive();
	}

	/**
	 * The workers that listen now, as the log tells.
	 * @return the workers by slot
	 */
	Map<Integer, Worker> workers() {
		Set<Integer> exited = this.output.find(WORKER + "(?:exited|stopped)")
			.stream()
			.map(SampleCluster::worker)
			.map(Worker::id)
			.collect(Collectors.toSet());
		Map<Integer, Worker> workers = new TreeMap<>();
		listened().stream()
			.filter((worker) -> !exited.contains(worker.id()))
			.forEach((worker) -> workers.put(worker.slot(), worker));
		return workers;
	}

	long workerPid(int slot) {
		return workers().get(slot).pid();
	}

	List<Long> workerPids() {
		return workers().values().stream().map(Worker::pid).toList();
	}

	List<Worker> forked() {
		return this.output.find(FORKED.pattern()).stream().map(SampleCluster::worker).distinct().toList();
	}

	private List<Worker> listened() {
		return this.output.find(WORKER + "is listening").stream().map(SampleCluster::worker).distinct().toList();
	}

	private static Worker worker(MatchResult match) {
		return new Worker(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)),
				Long.parseLong(match.group(3)));
	}

	Set<Long> children() {
		return this.primary.children().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	/**
	 * All processes below the primary.
	 * @return their process ids
	 */
	Set<Long> descendants() {
		return this.primary.descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	void signal(String name) {
		signal(pid(), name);
	}

	void signal(long pid, String name) {
		Processes.signal(Long.toString(pid), name);
	}

	void signalGroup(String name) {
		Processes.signal("-" + pid(), name);
	}

	/**
	 * Kills a process and waits until it is dead.
	 * @param pid the process
	 */
	void kill(long pid) {
		signal(pid, "KILL");
		await(pid + " is dead", () -> !Processes.isRunning(pid));
	}

	void awaitNoneRunning(Collection<Long> pids) {
		await("none of " + pids + " runs", () -> pids.stream().noneMatch(Processes::isRunning));
	}

	/**
	 * The directories in which the primary keeps what only its workers may see.
	 * @return those that exist
	 */
	List<Path> privateDirectories() {
		Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
		List<Path> found = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, "cluster-" + pid() + "*")) {
			// not those of a process whose id only begins with the same digits
			entries.forEach((entry) -> {
				if (entry.getFileName().toString().matches("cluster-" + pid() + "(\\D.*)?")) {
					found.add(entry);
				}
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	@Override
	public void close() {
		List<ProcessHandle> processes = Stream.concat(this.started.stream(), this.primary.descendants()).toList();
		try {
			// unlike Process, a handle leaves the output open
			this.primary.toHandle().destroy();
			Awaitility.await().atMost(DEADLINE).until(() -> !this.primary.isAlive());
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("The primary does not end on TERM\n" + this, ex);
		}
		finally {
			this.primary.toHandle().destroyForcibly();
			processes.forEach(ProcessHandle::destroyForcibly);
			this.closed = true;
			FileSystemUtils.deleteRecursively(this.directory.toFile());
		}
	}

	@Override
	public String toString() {
		return "Primary %d, port %d. %s".formatted(pid(), this.port, this.output);
	}

}
