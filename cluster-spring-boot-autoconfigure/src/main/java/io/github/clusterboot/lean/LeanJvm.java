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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * The JVM of a lean primary: small, and quick to start.
 */
final class LeanJvm {

	/**
	 * A primary with dozens of workers has 10 MB in use. C1 alone compiles it fast and
	 * small. What a JVM does periodically it does seldom.
	 */
	private static final List<String> FLAGS = List.of("-Xms8m", "-Xmx64m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:TieredStopAtLevel=1",
			"-XX:CompileThresholdScaling=0.1", "-XX:ReservedCodeCacheSize=16m", "-Xshare:auto",
			"-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-XX:TrimNativeHeapInterval=60000",
			"-XX:AsyncDeflationInterval=10000", "-XX:GuaranteedSafepointInterval=0", "-XX:+IgnoreUnrecognizedVMOptions",
			"-Dio.netty.allocator.type=unpooled", "-Dio.netty.noPreferDirect=true");

	private static final int FIRST_TO_WARN_OF_NATIVE_ACCESS = 24;

	/**
	 * What a JVM reads before any of its own code runs.
	 */
	private static final Pattern READ_AT_ONCE = Pattern.compile(
			"-D(java\\.io\\.tmpdir|file\\.encoding|native\\.encoding|sun\\.jnu\\.encoding|(sun\\.)?std(out|err|in)\\.encoding"
					+ "|user\\.(dir|home|language|country|script|variant|timezone).*|java\\.locale\\..*)=.*");

	private static final Pattern PROPERTY = Pattern.compile("-D([^=]+)(?:=(.*))?", Pattern.DOTALL);

	private static final Pattern DEBUGGER = Pattern.compile("(-agentlib:jdwp|-agentpath:jdwp|-Xrunjdwp|-Xdebug).*");

	private LeanJvm() {
	}

	/**
	 * Why the JVM that was launched must stay, or {@code null} if it need not.
	 * @param os the name of the operating system
	 * @param vm the name of the virtual machine
	 */
	static @Nullable String obstacle(String os, String vm, List<String> jvmArguments) {
		if (!os.equals("Linux")) {
			return "only on Linux can it be replaced";
		}
		if (!vm.contains("OpenJDK") && !vm.contains("HotSpot")) {
			return "the flags of " + vm + " are not known";
		}
		boolean debugged = jvmArguments.stream().anyMatch((each) -> DEBUGGER.matcher(each).matches());
		return debugged ? "it has a debugger" : null;
	}

	/**
	 * The command that starts a primary. There is nothing secret in it, and it tells
	 * those who list processes what it is.
	 * @param java how the JVM was started that was launched
	 * @param feature the version of Java
	 * @param directory what the main class reads
	 */
	static List<String> command(JavaCommand java, int feature, Path classPath, Class<?> mainClass, Path directory) {
		List<String> command = new ArrayList<>(List.of(java.executable()));
		command.addAll(FLAGS);
		if (feature >= FIRST_TO_WARN_OF_NATIVE_ACCESS) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		java.jvmArguments().stream().filter((each) -> READ_AT_ONCE.matcher(each).matches()).forEach(command::add);
		Stream.of("-cp", classPath, mainClass.getName(), "primary", name(java.target()), directory)
			.map(Object::toString)
			.forEach(command::add);
		return command;
	}

	private static String name(Target target) {
		List<String> arguments = target.toArguments();
		return arguments.get(arguments.size() - 1);
	}

	/**
	 * The system properties among the arguments of a JVM.
	 */
	static Map<String, String> systemProperties(List<String> jvmArguments) {
		Map<String, String> properties = new LinkedHashMap<>();
		jvmArguments.stream()
			.map(PROPERTY::matcher)
			.filter((property) -> property.matches())
			.forEach((property) -> properties.put(property.group(1),
					(property.group(2) != null) ? property.group(2) : ""));
		return properties;
	}

}
