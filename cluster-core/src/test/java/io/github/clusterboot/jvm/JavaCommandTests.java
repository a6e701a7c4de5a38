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

package io.github.clusterboot.jvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.jvm.JavaCommand.Target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JavaCommand}.
 */
class JavaCommandTests {

	private static final String OPENS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

	private static final LaunchDirectory DIRECTORY = new LaunchDirectory(Path.of(""));

	private final Properties system = new Properties();

	JavaCommandTests() {
		this.system.setProperty("java.home", "/opt/jdk");
	}

	@Test
	void aJarMayHaveSpacesInItsName() {
		JavaCommand command = of("my app.jar", "my app.jar arg1 arg 2", List.of("-Dx=a b", OPENS), "arg1", "arg 2");
		assertThat(command.target()).isEqualTo(new Target.Jar("my app.jar"));
		assertThat(command.worker(new WorkerArguments(1, 0, 0), JvmShare.WHOLE, List.of(), List.of()))
			.containsExactly("/opt/jdk/bin/java", "-Dx=a b", OPENS, "-jar", "my app.jar", "arg1", "arg 2");
	}

	@Test
	void aJarWithoutArguments() {
		assertThat(of("app.jar", "app.jar", List.of()).target()).isEqualTo(new Target.Jar("app.jar"));
	}

	@Test
	void whatItRunsIsKnownWhateverBecomesOfTheDirectory() {
		this.system.setProperty("java.class.path", "app.jar");
		this.system.setProperty("sun.java.command", "app.jar");
		LaunchDirectory directory = new LaunchDirectory(Path.of("/srv/current"));
		JavaCommand command = JavaCommand.of(this.system, List.of(), List.of(), directory);
		assertThat(command.target()).isEqualTo(new Target.Jar("/srv/current/app.jar"));
		assertThat(command.directory()).hasToString("/srv/current");
	}

	@Test
	void aMainClassOnAClassPath() {
		JavaCommand command = of("target/classes:lib/a.jar", "com.example.Main a b", List.of(), "a", "b");
		assertThat(command.worker(new WorkerArguments(1, 0, 0), JvmShare.WHOLE, List.of(), List.of()))
			.containsExactly("/opt/jdk/bin/java", "-cp", "target/classes:lib/a.jar", "com.example.Main", "a", "b");
	}

	@Test
	void aClassThatIsNamedLikeItsDirectoryIsNoJar() {
		assertThat(of("demo", "demo.Main", List.of()).target()).isEqualTo(new Target.MainClass("demo", "demo.Main"));
	}

	@Test
	void whatCannotBeStartedAgainIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> JavaCommand.of(this.system, List.of(), List.of(), DIRECTORY))
			.withMessage("This JVM was not started by a java command");
		this.system.setProperty("jdk.module.main", "jdk.compiler");
		assertThatIllegalStateException()
			.isThrownBy(() -> of("", "jdk.compiler/com.sun.tools.javac.launcher.Main App.java", List.of()))
			.withMessage("This JVM runs the module jdk.compiler");
	}

	@Test
	void whatComesFromAFlagsFileIsReadFromThereAgain() {
		assertThat(of("a.jar", "a.jar", List.of("+UseZGC", "-XX:Flags=flags.txt", "-Xss1m")).jvmArguments())
			.containsExactly("-XX:Flags=flags.txt", "-Xss1m");
	}

	@Test
	void theUsersArgumentsComeLast() {
		JavaCommand command = of("a.jar", "a.jar", List.of("-Xss1m", "-XX:MaxRAMPercentage=50"));
		JvmShare share = new JvmShare(List.of("-XX:ActiveProcessorCount=2", "-Xmx512m"));
		assertThat(command.worker(new WorkerArguments(4, 1, 0), share, List.of("-Dcluster.worker.id=4"),
				List.of("-Xmx1g", "-Dn={id}/{slot}")))
			.containsExactly("/opt/jdk/bin/java", "-Dcluster.worker.id=4", "-Xss1m", "-XX:MaxRAMPercentage=50",
					"-XX:ActiveProcessorCount=2", "-Xmx512m", "-Xmx1g", "-Dn=4/1", "-jar", "a.jar");
	}

	@Test
	void whatTheWorkerIsComesFirstAndReplacesWhatIsInherited() {
		JavaCommand command = of("a.jar", "a.jar",
				List.of("-Dcluster.worker.id=1", "-Dcluster.worker.idle", "-Da=b", "-Xss1m"));
		assertThat(command.worker(new WorkerArguments(2, 1, 0), JvmShare.WHOLE,
				List.of("-Xshare:auto", "-Dcluster.worker.id=2", "-Dcluster.worker.slot=1"), List.of()))
			.containsExactly("/opt/jdk/bin/java", "-Dcluster.worker.id=2", "-Dcluster.worker.slot=1",
					"-Dcluster.worker.idle", "-Da=b", "-Xss1m", "-Xshare:auto", "-jar", "a.jar");
	}

	@Test
	void aWorkerHearsSignalsUnlessTheUserWantsThatOfWorkers() {
		JavaCommand command = of("a.jar", "a.jar", List.of("-Xrs", "-XX:+ReduceSignalUsage", "-Xss1m"));
		assertThat(command.worker(new WorkerArguments(1, 0, 0), JvmShare.WHOLE, List.of(), List.of()))
			.containsExactly("/opt/jdk/bin/java", "-Xss1m", "-jar", "a.jar");
		assertThat(command.worker(new WorkerArguments(1, 0, 0), JvmShare.WHOLE, List.of(), List.of("-Xrs")))
			.contains("-Xrs");
	}

	@Test
	void argumentsOfTheApplicationAreLeftAlone() {
		JavaCommand command = of("a.jar", "a.jar --x={id}", List.of("-Xloggc:gc.log"), "--x={id}", "-Xloggc:gc.log",
				"");
		assertThat(command.worker(new WorkerArguments(2, 1, 0), JvmShare.WHOLE, List.of(), List.of())).containsExactly(
				"/opt/jdk/bin/java", "-Xloggc:gc-worker-1.log", "-jar", "a.jar", "--x={id}", "-Xloggc:gc.log", "");
	}

	@Test
	void theTargetCanBeACopy() {
		JavaCommand command = of("a.jar", "a.jar x", List.of("-Da=b"), "x");
		assertThat(command.withTarget(new Target.Jar("/tmp/copy.jar"))
			.worker(new WorkerArguments(1, 0, 0), JvmShare.WHOLE, List.of(), List.of()))
			.containsExactly("/opt/jdk/bin/java", "-Da=b", "-jar", "/tmp/copy.jar", "x");
	}

	@Test
	void theCommandOfThisJvm() {
		JavaCommand command = JavaCommand.current("a");
		assertThat(command.executable()).isEqualTo(System.getProperty("java.home") + "/bin/java");
		assertThat(command.jvmArguments()).contains(OPENS);
		assertThat(command.arguments()).containsExactly("a");
	}

	private JavaCommand of(String classPath, String command, List<String> inputArguments, String... arguments) {
		this.system.setProperty("java.class.path", classPath);
		this.system.setProperty("sun.java.command", command);
		return JavaCommand.of(this.system, inputArguments, List.of(arguments), DIRECTORY);
	}

}
