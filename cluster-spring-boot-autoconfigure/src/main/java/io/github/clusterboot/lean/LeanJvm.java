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

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * The JVM of a primary that was not the one that was launched: small, and quick to start.
 */
final class LeanJvm {

	/**
	 * A primary with dozens of workers has 10 MB in use. What it loads and compiles once
	 * is most of it, and C1 alone compiles it fast and small: after 20 calls rather than
	 * 200, or heartbeats would be interpreted for minutes. What a JVM does again and
	 * again without being asked, 20 times a second some of it, it does seldom or not at
	 * all.
	 */
	private static final List<String> FLAGS = List.of("-Xms8m", "-Xmx64m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:TieredStopAtLevel=1",
			"-XX:CompileThresholdScaling=0.1", "-XX:ReservedCodeCacheSize=16m", "-Xshare:auto",
			"-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-XX:TrimNativeHeapInterval=60000",
			"-XX:PerfDataSamplingInterval=10000", "-XX:AsyncDeflationInterval=10000",
			"-XX:GuaranteedSafepointInterval=0", "-XX:+IgnoreUnrecognizedVMOptions",
			"-Dio.netty.allocator.type=unpooled", "-Dio.netty.noPreferDirect=true");

	private static final int FIRST_TO_WARN_OF_NATIVE_ACCESS = 24;

	/**
	 * What a JVM reads before any of its own code runs.
	 */
	private static final Pattern READ_AT_ONCE = Pattern.compile(
			"-D(java\\.io\\.tmpdir|file\\.encoding|native\\.encoding|sun\\.jnu\\.encoding|(sun\\.)?std(out|err|in)\\.encoding"
					+ "|user\\.(dir|home|language|country|script|variant|timezone).*|java\\.locale\\..*)=.*");

	private static final Pattern PROPERTY = Pattern.compile("-D([^=]+)(?:=(.*))?", Pattern.DOTALL);

	private static final List<String> DEBUGGERS = List.of("-agentlib:jdwp", "-agentpath:jdwp", "-Xrunjdwp", "-Xdebug");

	private LeanJvm() {
	}

	/**
	 * Why the JVM that was launched must stay.
	 * @param os the name of the operating system
	 * @param vm the name of the virtual machine
	 * @param jvmArguments the arguments of the JVM
	 * @return the reason, or {@code null} if there is none
	 */
	static @Nullable String obstacle(String os, String vm, List<String> jvmArguments) {
		if (!os.equals("Linux")) {
			return "only on Linux can it be replaced";
		}
		if (!vm.contains("OpenJDK") && !vm.contains("HotSpot")) {
			return "the flags of " + vm + " are not known";
		}
		if (jvmArguments.stream().anyMatch((each) -> DEBUGGERS.stream().anyMatch(each::startsWith))) {
			return "it has a debugger";
		}
		return null;
	}

	/**
	 * The options of the JVM of a primary.
	 * @param java how the JVM was started that was launched
	 * @param feature the version of Java
	 * @return the options, without any that hold secrets
	 */
	static List<String> options(JavaCommand java, int feature) {
		List<String> options = new ArrayList<>(FLAGS);
		if (feature >= FIRST_TO_WARN_OF_NATIVE_ACCESS) {
			options.add("--enable-native-access=ALL-UNNAMED");
		}
		java.jvmArguments().stream().filter((each) -> READ_AT_ONCE.matcher(each).matches()).forEach(options::add);
		return options;
	}

	/**
	 * The command that starts a primary.
	 * @param java how the JVM was started that was launched
	 * @param options the options of the JVM
	 * @param classPath the class path
	 * @param mainClass the main class
	 * @param descriptor the descriptor of what the main class is to read
	 * @return the program and its arguments, which tell people what this is
	 */
	static List<String> command(JavaCommand java, List<String> options, Path classPath, String mainClass,
			int descriptor) {
		List<String> command = new ArrayList<>(List.of(java.executable()));
		command.addAll(options);
		command.addAll(List.of("-cp", classPath.toString(), mainClass, "primary", name(java.target()),
				String.valueOf(descriptor)));
		return command;
	}

	private static String name(Target target) {
		if (target instanceof Target.Jar jar) {
			return jar.path();
		}
		return (target instanceof Target.MainClass main) ? main.name() : ((Target.Module) target).name();
	}

	/**
	 * The system properties among the arguments of a JVM.
	 * @param jvmArguments the arguments
	 * @return the values by their names
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
