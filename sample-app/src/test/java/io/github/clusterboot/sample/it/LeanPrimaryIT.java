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
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process that was launched becomes a small one.
 */
@ClusterTest
class LeanPrimaryIT {

	private static final String MAIN = "io.github.clusterboot.lean.PrimaryMain";

	private static final String IN_PLACE = "The primary runs in the JVM that was launched: ";

	@TempDir
	Path temporary;

	@Test
	void whatTheApplicationWantsIsOnlyForItsWorkers() throws IOException {
		String agent = "-javaagent:" + agent();
		try (SampleCluster cluster = Sample.minimal()
			.workers(1)
			.jvmFlags("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", agent, "-Dit.secret=s3cret")
			.environment("JAVA_TOOL_OPTIONS", "-Dit.tool=option")
			.arguments("--sample.admin-password=s3cret")
			.start()
			.awaitListening(1)) {
			cluster.awaitLog("Primary %d starts 1 worker".formatted(cluster.pid()));
			assertThat(cluster.output().count(IN_PLACE)).as(cluster.toString()).isZero();
			assertThat(Processes.commandLine(cluster.pid()))
				.containsSequence(MAIN, "primary", Application.MINIMAL.jar().toString())
				.doesNotContain(agent);
			assertThat(String.join(" ", Processes.commandLine(cluster.pid()))).doesNotContain("s3cret");
			assertThat(Processes.residentMegabytes(cluster.pid())).isLessThan(150);
			assertThat(Processes.maps(cluster.pid())).doesNotContain("libinstrument");
			assertThat(Processes.environment(cluster.pid()))
				.noneMatch((variable) -> variable.startsWith("JAVA_TOOL_OPTIONS="));
			assertThat(cluster.privateDirectories()).as("for its jars and for its sockets").hasSize(2);
			long worker = cluster.workerPid(0);
			assertThat(Processes.commandLine(worker)).element(1).isEqualTo("-Dcluster.worker.id=1");
			assertThat(oomScore(worker)).isGreaterThan(oomScore(cluster.pid()));
			assertThat(Processes.commandLine(worker)).contains(agent, "-Xms512m", "-Dit.tool=option",
					"-Dit.secret=s3cret");
			assertThat(Processes.maps(worker)).contains("libinstrument");
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			assertThat(cluster.privateDirectories()).isEmpty();
		}
	}

	private static int oomScore(long pid) throws IOException {
		return Integer.parseInt(Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).trim());
	}

	@Test
	void aConfigurationOfLoggingIsHonouredAndFilesOfAFlightRecordingOfTheLaunchedJvmAreRemoved() throws IOException {
		SharedCache.of(Application.MINIMAL).fill();
		Path configuration = Files.writeString(this.temporary.resolve("own.xml"), """
				<configuration>
					<springProperty name="name" source="spring.application.name"/>
					<appender name="OWN" class="ch.qos.logback.core.ConsoleAppender">
						<encoder><pattern>own ${name} %level %msg%n</pattern></encoder>
					</appender>
					<root level="INFO"><appender-ref ref="OWN"/></root>
				</configuration>
				""");
		Path files = Files.createDirectory(this.temporary.resolve("tmp"));
		try (SampleCluster cluster = Sample.minimal()
			.jvmFlags("-Djava.io.tmpdir=" + files, "-XX:StartFlightRecording=filename=" + files.resolve("own.jfr"))
			.workers(1)
			.arguments("--logging.config=" + configuration)
			.start()) {
			cluster.await("the image is replaced", () -> Processes.commandLine(cluster.pid()).contains(MAIN));
			assertThat(files).isDirectoryNotContaining("glob:**_" + cluster.pid());
			assertThat(files.resolve("own.jfr")).doesNotExist();
			MatchResult worker = cluster
				.awaitLog("^own sample-minimal INFO Worker 1 \\(slot 0, pid (\\d+)\\) is listening");
			assertThat(Processes.commandLine(cluster.pid())).contains(MAIN);
			assertThat(SharedCache.usesArchive(Long.parseLong(worker.group(1))))
				.as("an archive that was made with other flags")
				.isFalse();
		}
	}

	@Test
	void aSignalThatComesWhileTheNewImageStartsEndsIt() {
		try (SampleCluster cluster = Sample.minimal().start()) {
			cluster.await("the image is replaced",
					() -> !cluster.isRunning() || Processes.commandLine(cluster.pid()).contains(MAIN));
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			cluster.awaitNoneRunning(cluster.forked().stream().map(Worker::pid).toList());
		}
	}

	@Test
	void aDebuggerKeepsTheJvmThatWasLaunched() {
		try (SampleCluster cluster = Sample.minimal()
			.jvmFlags("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0")
			.start()) {
			cluster.awaitLog("INFO .*" + IN_PLACE + ".*debugger");
			cluster.awaitLog("Worker 1 .* forked");
			assertThat(Processes.commandLine(cluster.pid())).doesNotContain(MAIN);
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
		}
	}

	@Test
	void switchedOffThePrimaryStaysInTheJvmThatWasLaunched() {
		try (SampleCluster cluster = Sample.minimal().workers(1).arguments("--cluster.primary.lean=false").start()) {
			cluster.awaitLog("Worker 1 .* forked");
			assertThat(Processes.commandLine(cluster.pid())).doesNotContain(MAIN);
			assertThat(cluster.output().count(IN_PLACE)).as(cluster.toString()).isZero();
		}
	}

	@Test
	void whereJnaIsMissingThePrimaryStaysInTheJvmThatWasLaunched() {
		Path jar = Jars.sampleWithout(Application.MINIMAL, this.temporary.resolve("app.jar"), "jna-");
		try (SampleCluster cluster = Sample.minimal().launch("-jar", jar.toString()).start()) {
			cluster.awaitLog("INFO .*" + IN_PLACE + ".*JNA");
			cluster.awaitLog("Worker 1 .* forked");
		}
	}

	private Path agent() throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Agent.class.getName());
		String resource = Agent.class.getName().replace('.', '/') + ".class";
		Path jar = this.temporary.resolve("agent.jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
			output.putNextEntry(new JarEntry(resource));
			output.write(Agent.class.getClassLoader().getResourceAsStream(resource).readAllBytes());
		}
		return jar;
	}

	/**
	 * An agent that does nothing.
	 */
	public static final class Agent {

		private Agent() {
		}

		public static void premain(String arguments, Instrumentation instrumentation) {
		}

	}

}
