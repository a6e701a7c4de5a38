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

package io.github.clusterboot.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.clusterboot.jvm.JvmArguments;

/**
 * What the arguments of a JVM mean for its archive.
 */
final class ArchiveFlags {

	/**
	 * With these, JVMs make or take no archive, crash with one or for a reason that would
	 * be blamed on it, or the user has one.
	 */
	private static final Pattern EXCLUDING = Pattern.compile("-javaagent:.*|-agentlib:.*|-agentpath:.*|-Xrun.*"
			+ "|-Xdebug|-Xshare:.*|-XX:[+-]?(Shared|AOT|ArchiveClasses|DumpLoadedClass).*"
			+ "|-XX:[+-]?(StartFlightRecording|FlightRecorder).*|-XX:\\+CrashOnOutOfMemoryError"
			+ "|-XX:[+-](RecordDynamicDumpInfo|AutoCreateSharedArchive|BytecodeVerification.*|AllowArchivingWithJavaAgent)"
			+ "|-Xverify:.*|-noverify|-Xbootclasspath.*|--(patch-module|limit-modules|upgrade-module-path).*"
			+ "|-Djdk\\.module\\.(patch|limitmods|upgrade)\\b.*|-Djava\\.system\\.class\\.loader=.*");

	/**
	 * What changes from launch to launch and does not matter to an archive, and what a
	 * JVM that makes one must not do: write a log or open a port. All other flags matter.
	 */
	private static final Pattern IRRELEVANT = Pattern.compile("-D(?!jdk\\.module\\.).*|-Xlog.*|-verbose.*"
			+ "|-X(ms|mn|ss).+|-XX:(InitialHeapSize|MinHeapSize|SoftMaxHeapSize|NewSize|MaxNewSize"
			+ "|(Initial|Min)RAM(Percentage|Fraction)|HeapDumpPath|ErrorFile|LogFile|OnError|OnOutOfMemoryError)=.*"
			+ "|-XX:[+-](HeapDumpOnOutOfMemoryError|ExitOnOutOfMemoryError|LogVMOutput)");

	/**
	 * Of these it matters only whether the heap is a large one.
	 */
	private static final Pattern COUNTED = Pattern.compile("-Xmx.*|-XX:(MaxHeapSize|ActiveProcessorCount)=.*");

	/**
	 * Of this size or more, JVMs do not compress pointers.
	 */
	private static final long LARGE_HEAP = 32L << 30;

	private ArchiveFlags() {
	}

	/**
	 * Whether workers with these arguments can have an archive.
	 */
	static boolean allow(List<String> jvmArguments) {
		return jvmArguments.stream().noneMatch((argument) -> EXCLUDING.matcher(argument).matches());
	}

	/**
	 * The arguments that the JVM which makes the archive has as well.
	 */
	static List<String> relevant(List<String> jvmArguments) {
		return jvmArguments.stream().filter((argument) -> !IRRELEVANT.matcher(argument).matches()).toList();
	}

	/**
	 * All that an archive depends on, besides the jar. The JVM checks the rest.
	 */
	static List<String> parts(List<String> jvmArguments) {
		List<String> parts = new ArrayList<>(
				List.of(System.getProperty("java.home"), System.getProperty("java.runtime.version")));
		long heap = new JvmArguments(jvmArguments).size("-Xmx", "-XX:MaxHeapSize=").orElse(0);
		parts.add((heap < LARGE_HEAP) ? "compressed" : "large");
		relevant(jvmArguments).stream().filter((each) -> !COUNTED.matcher(each).matches()).forEach(parts::add);
		return parts;
	}

}
