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
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Nothing is said of Redis: the primary runs one for development, where it finds one.
 */
@ClusterTest
class EmbeddedRedisIT {

	private static final String LOOPBACK = "0100007F";

	private static final String FOR_DEVELOPMENT = "WARN .*(?i:for development only)";

	private static final String IN_MEMORY = "WARN .*Sessions stay in the memory of each worker";

	private static final Pattern PASSWORD = Pattern.compile("(?m)^requirepass (\\S+)$");

	@BeforeEach
	void noOtherOneIsThere() {
		assumeThat(somebodyListensAtTheDefaultPort())
			.as("what listens there is taken for a Redis that the user has started")
			.isFalse();
	}

	@Test
	void thePrimaryRunsOneForDevelopmentReplacesItAndIsInterruptedWithIt() {
		try (SampleCluster cluster = tried().ownProcessGroup().start()) {
			Map<Integer, Worker> workers = cluster.awaitWorkers(2);
			assertThat(cluster.output().count(FOR_DEVELOPMENT)).as(cluster.toString()).isOne();
			Redis redis = Redis.of(cluster);
			redis.expectOnLoopbackOnly();
			redis.expectPassword();
			redis.expectPasswordIsNowhereToBeSeen();
			Browser browser = expectSharedSessions(cluster);

			cluster.kill(redis.pid());
			cluster.await("another Redis", () -> Redis.find(cluster).stream().anyMatch((pid) -> pid != redis.pid()));
			cluster.awaitLog("WARN .*Redis .*exited with code .*sessions in it are lost");
			browser.awaitVisitsOfEachWorker(cluster);
			Redis replacement = Redis.of(cluster);
			assertThat(replacement.port()).isEqualTo(redis.port());
			assertThat(replacement.password()).isEqualTo(redis.password());
			assertThat(browser.visit().user()).as("the login was in the old one").isNull();
			expectSharedSessions(cluster);
			assertThat(cluster.workers()).isEqualTo(workers);
			assertThat(cluster.output().count(FOR_DEVELOPMENT)).isOne();

			expectQuietEnd(cluster, () -> cluster.signalGroup("INT"), 130);
		}
	}

	@Test
	@Tag("soak")
	void itEndsWithAPrimaryThatIsTerminated() {
		try (SampleCluster cluster = tried().workers(1).start()) {
			cluster.awaitWorkers(1);
			new Browser(cluster).visit();
			expectQuietEnd(cluster, () -> cluster.signal("TERM"), 143);
		}
	}

	private static void expectItEndsWithThePrimary(SampleCluster cluster, Runnable end) {
		Redis redis = Redis.of(cluster);
		Set<Long> descendants = cluster.descendants();
		assertThat(descendants).contains(redis.pid());
		end.run();
		cluster.await("the end of the primary", () -> !cluster.isRunning());
		cluster.awaitNoneRunning(descendants);
		cluster.await("nobody listens",
				() -> TcpTable.listening(redis.port()).isEmpty() && TcpTable.listening(cluster.port()).isEmpty());
	}

	private static void expectQuietEnd(SampleCluster cluster, Runnable end, int code) {
		String trouble = "ERROR|Exception|^\\s+at ";
		int before = cluster.output().count(trouble);
		expectItEndsWithThePrimary(cluster, end);
		assertThat(cluster.exitCode()).isEqualTo(code);
		assertThat(cluster.output().count(trouble)).as(cluster.toString()).isEqualTo(before);
		assertThat(cluster.output().count("Worker .*; restart ")).as(cluster.toString()).isZero();
		assertThat(cluster.privateDirectories()).isEmpty();
		assertThat(cluster.output().lastLine()).as(cluster.toString())
			.endsWith("Primary %d ends with exit code %d".formatted(cluster.pid(), code));
	}

	@Test
	void theLibraryCarriesOneForMachinesWithoutItWhichEndsWithAPrimaryThatIsKilled() throws IOException {
		Path directory = Sample.temporaryDirectory();
		try (SampleCluster cluster = tried().workers(1)
			.directory(directory)
			.environment("PATH", pathWithoutRedis(directory))
			.start()) {
			cluster.awaitWorkers(1);
			assertThat(cluster.output().count(FOR_DEVELOPMENT)).as(cluster.toString()).isOne();
			Redis redis = Redis.of(cluster);
			assertThat(Path.of("/proc/" + redis.pid() + "/exe").toRealPath().toString())
				.contains("cluster-" + cluster.pid());
			redis.expectPassword();
			expectSharedSessions(cluster);
			expectItEndsWithThePrimary(cluster, () -> cluster.signal("KILL"));
		}
	}

	@Test
	void withNoneToBeFoundSessionsStayInMemoryWithOneWarning() throws IOException {
		Path directory = Sample.temporaryDirectory();
		try (SampleCluster cluster = withoutAny(directory).policy(Policy.ROUND_ROBIN).start()) {
			cluster.awaitWorkers(2);
			cluster.awaitAnswersFrom(cluster.workerPids());
			assertThat(Redis.find(cluster)).isEmpty();
			assertThat(cluster.output().count("APPLICATION FAILED|^\\s+at ")).as(cluster.toString()).isZero();
			new Browser(cluster).visit();
			assertThat(cluster.awaitLog(IN_MEMORY + ".*").group()).contains("spring.data.redis.url", "redis-server",
					"embedded-redis");
			assertThat(cluster.output().count(IN_MEMORY)).as(cluster.toString()).isOne();
			assertThat(cluster.http().get("/api/sessions").json().required("shared").asBoolean()).isFalse();
			assertThat(cluster.http().get("/actuator/health").isOk()).isTrue();
		}
	}

	@Test
	void thatNoneIsFoundIsAnErrorWhereOneWasAskedFor() throws IOException {
		Path directory = Sample.temporaryDirectory();
		try (SampleCluster cluster = withoutAny(directory).arguments("--cluster.session.embedded-redis=true").start()) {
			assertThat(cluster.exitCode()).isOne();
			assertThat(cluster.output().count("APPLICATION FAILED TO START")).as(cluster.toString()).isOne();
			assertThat(cluster.output().toString().split("APPLICATION FAILED TO START")[1])
				.contains("cluster.session.embedded-redis", "redis-server", "embedded-redis", "spring.data.redis.url");
			assertThat(cluster.output().count("^\\s+at ")).as(cluster.toString()).isZero();
			assertThat(cluster.forked()).as("it is not tried for ever").hasSize(1);
			assertThat(cluster.output().lastLine())
				.endsWith("Primary %d ends with exit code 1".formatted(cluster.pid()));
		}
	}

	private static Sample tried() {
		return Sample.full().nothingSaidOfRedis();
	}

	private static Sample withoutAny(Path directory) throws IOException {
		Path jar = Jars.sampleWithout(Application.FULL, directory.resolve("app.jar"), "embedded-redis");
		return tried().directory(directory)
			.launch("-jar", jar.toString())
			.environment("PATH", pathWithoutRedis(directory));
	}

	/**
	 * What else is on the PATH, Redis excepted.
	 */
	private static String pathWithoutRedis(Path directory) throws IOException {
		Path programs = Files.createDirectory(directory.resolve("bin"));
		for (String program : List.of("sh", "setsid", "env", "uname")) {
			try (Stream<Path> places = Stream.of("/bin", "/usr/bin").map((place) -> Path.of(place, program))) {
				Files.createSymbolicLink(programs.resolve(program),
						places.filter(Files::isExecutable).findFirst().orElseThrow());
			}
		}
		return programs.toString();
	}

	private static boolean somebodyListensAtTheDefaultPort() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), 6379)) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * One session counts on whichever worker answers.
	 */
	private static Browser expectSharedSessions(SampleCluster cluster) {
		int workers = cluster.workers().size();
		Browser browser = new Browser(cluster).logIn();
		Visit first = browser.visit();
		List<Visit> visits = new ArrayList<>(List.of(first));
		cluster.await("visits of all workers", () -> {
			visits.add(browser.visit());
			return visits.stream().map(Visit::worker).distinct().count() == workers;
		});
		for (int i = 0; i < visits.size(); i++) {
			assertThat(visits.get(i).visits()).isEqualTo(first.visits() + i);
			assertThat(visits.get(i).user()).isEqualTo("demo");
		}
		return browser;
	}

	/**
	 * The Redis below a primary.
	 *
	 * @param pid its process id
	 * @param port where it listens
	 * @param addresses on which addresses
	 * @param password its password, which only the primary's private directory tells
	 */
	private record Redis(long pid, int port, Set<String> addresses, String password) {

		static List<Long> find(SampleCluster cluster) {
			return cluster.descendants()
				.stream()
				.filter((pid) -> Processes.name(pid).startsWith("redis-server") && Processes.isRunning(pid))
				.toList();
		}

		static Redis of(SampleCluster cluster) {
			List<Long> found = find(cluster);
			assertThat(found).as(cluster.toString()).hasSize(1);
			long pid = found.get(0);
			Map<Integer, Set<String>> listening = TcpTable.listeningOf(pid);
			assertThat(listening).hasSize(1);
			Map.Entry<Integer, Set<String>> socket = listening.entrySet().iterator().next();
			return new Redis(pid, socket.getKey(), socket.getValue(), password(cluster));
		}

		private static String password(SampleCluster cluster) {
			for (Path directory : cluster.privateDirectories()) {
				try (Stream<Path> files = Files.walk(directory)) {
					for (Path file : files.filter((path) -> path.toString().endsWith(".conf")).toList()) {
						Matcher password = PASSWORD.matcher(Files.readString(file));
						if (password.find()) {
							return password.group(1);
						}
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
			throw new AssertionError("No password\n" + cluster);
		}

		void expectOnLoopbackOnly() {
			assertThat(this.addresses).containsExactly(LOOPBACK);
		}

		void expectPassword() {
			try (RedisConnection connection = RedisConnection.open(this.port)) {
				assertThatIllegalStateException().isThrownBy(() -> connection.command("PING"))
					.withMessageContaining("NOAUTH");
				assertThatIllegalStateException().isThrownBy(() -> connection.command("AUTH", "guess"));
				assertThat(connection.command("AUTH", this.password)).isEqualTo("OK");
				assertThat(connection.command("PING")).isEqualTo("PONG");
			}
		}

		void expectPasswordIsNowhereToBeSeen() {
			assertThat(Processes.all()).allSatisfy((process) -> {
				assertThat(Processes.commandLine(process)).noneMatch((word) -> word.contains(this.password));
				assertThat(Processes.environment(process)).noneMatch((word) -> word.contains(this.password));
			});
		}

	}

}
