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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeanJvm}.
 */
class LeanJvmTests {

	private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

	@Test
	void replacesHotSpotOnLinux() {
		assertThat(LeanJvm.obstacle("Linux", HOTSPOT, List.of("-Xmx2g", "-javaagent:a.jar"))).isNull();
		assertThat(LeanJvm.obstacle("Linux", "Java HotSpot(TM) 64-Bit Server VM", List.of())).isNull();
	}

	@Test
	void replacesNothingElse() {
		assertThat(LeanJvm.obstacle("Mac OS X", HOTSPOT, List.of())).contains("Linux");
		assertThat(LeanJvm.obstacle("Linux", "Eclipse OpenJ9 VM", List.of())).contains("OpenJ9");
	}

	@Test
	void leavesADebuggerItsJvm() {
		for (String debugger : List.of("-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
				"-Xrunjdwp:transport=dt_socket,address=5005")) {
			assertThat(LeanJvm.obstacle("Linux", HOTSPOT, List.of("-Xmx1g", debugger))).contains("debugger");
		}
	}

	@Test
	void hasNoneOfTheFlagsOfTheApplication() {
		List<String> command = command(17, "-Xms2g", "-XX:+AlwaysPreTouch", "-javaagent:agent.jar",
				"--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:+UseZGC");
		assertThat(command).startsWith("/jdk/bin/java")
			.doesNotContain("-Xms2g", "-XX:+AlwaysPreTouch", "-javaagent:agent.jar", "-XX:+UseZGC")
			.noneMatch((argument) -> argument.startsWith("--"));
	}

	@Test
	void hasTheSystemPropertiesThatAJvmReadsFirst() {
		assertThat(command(17, "-Djava.io.tmpdir=/var/tmp", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8",
				"-Dstdout.encoding=UTF-8"))
			.contains("-Djava.io.tmpdir=/var/tmp", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8",
					"-Dstdout.encoding=UTF-8");
	}

	@Test
	void showsNoSecretToThoseWhoListProcesses() {
		assertThat(String.join(" ", command(17, "-Ddb.password=secret"))).doesNotContain("secret");
	}

	@Test
	void tellsThoseWhoListProcessesWhatItIs() {
		assertThat(command(17)).endsWith("-cp", "/private/primary.jar", PrimaryMain.class.getName(), "primary",
				"/opt/app.jar", "/private");
	}

	@Test
	void mayUseTheNativeTransportWhereThatHasToBeAllowed() {
		assertThat(command(24)).contains("--enable-native-access=ALL-UNNAMED");
		assertThat(command(21)).doesNotContain("--enable-native-access=ALL-UNNAMED");
	}

	@Test
	void readsSystemProperties() {
		assertThat(
				LeanJvm.systemProperties(List.of("-Xmx1g", "-Da=b=c", "-Dempty=", "-Dflag", "-Dlines=1\n2", "-Da=d")))
			.containsOnly(entry("a", "d"), entry("empty", ""), entry("flag", ""), entry("lines", "1\n2"));
	}

	private static Map.Entry<String, String> entry(String key, String value) {
		return Map.entry(key, value);
	}

	private static List<String> command(int feature, String... jvmArguments) {
		JavaCommand java = new JavaCommand("/jdk/bin/java", List.of(jvmArguments), new Target.Jar("/opt/app.jar"),
				List.of("--db.password=secret"), Path.of("/"));
		return LeanJvm.command(java, feature, Path.of("/private/primary.jar"), PrimaryMain.class, Path.of("/private"));
	}

}
