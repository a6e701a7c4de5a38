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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The kinds of archive in which a JVM keeps classes that it need not load again. Both are
 * made in two steps: a worker records what it loads, and another JVM makes the archive
 * from that without running the application.
 */
public enum ArchiveKind {

	/**
	 * A class-data archive, made from a list of classes. The list is written while the
	 * worker runs.
	 */
	CLASS_DATA("jsa", "cds", true) {

		@Override
		public List<String> record(Path recording) {
			return List.of("-XX:DumpLoadedClassList=" + recording);
		}

		@Override
		List<String> create(Path recording, Path archive) {
			return List.of("-Xshare:dump", "-XX:SharedClassListFile=" + recording, "-XX:SharedArchiveFile=" + archive);
		}

		@Override
		public List<String> use(Path archive) {
			return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
		}

	},

	/**
	 * An AOT cache (JEP 483, JEP 515), which also has linked classes and the profiles of
	 * methods. The recording is written when the worker ends.
	 */
	AOT("aot", "aot", false) {

		@Override
		public List<String> record(Path recording) {
			return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording);
		}

		@Override
		List<String> create(Path recording, Path archive) {
			return List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + archive);
		}

		@Override
		public List<String> use(Path archive) {
			return List.of("-XX:AOTCache=" + archive, "-XX:AOTMode=auto");
		}

	};

	/**
	 * With these, JVMs make or take no archive, or the user has one.
	 */
	private static final Pattern EXCLUDING = Pattern.compile("-javaagent:.*|-agentlib:.*|-agentpath:.*|-Xrun.*"
			+ "|-Xdebug|-Xshare:(?!auto).*|-XX:(Shared|AOT|ArchiveClasses|DumpLoadedClass).*"
			+ "|-XX:[+-](RecordDynamicDumpInfo|AutoCreateSharedArchive|BytecodeVerification.*|AllowArchivingWithJavaAgent)"
			+ "|-Xverify:.*|-noverify|-Xbootclasspath.*|--(patch-module|limit-modules|upgrade-module-path).*"
			+ "|-Djdk\\.module\\.(patch|limitmods|upgrade)\\b.*|-Djava\\.system\\.class\\.loader=.*");

	private static final Pattern IRRELEVANT = Pattern.compile("-D(?!jdk\\.module\\.).*|-Xlog.*|-verbose.*"
			+ "|-X(ms|mn|ss).+|-XX:(InitialHeapSize|MinHeapSize|SoftMaxHeapSize|NewSize|MaxNewSize|ThreadStackSize"
			+ "|(Initial|Min)RAM(Percentage|Fraction)|HeapDumpPath|ErrorFile|LogFile|OnError|OnOutOfMemoryError"
			+ "|StartFlightRecording|FlightRecorderOptions|NativeMemoryTracking|(Reserved)?CodeCacheSize"
			+ "|(Max)?MetaspaceSize)[=:].*"
			+ "|-XX:[+-](HeapDumpOnOutOfMemoryError|ExitOnOutOfMemoryError|CrashOnOutOfMemoryError|AlwaysPreTouch"
			+ "|PrintCommandLineFlags|PrintFlagsFinal|UsePerfData|LogVMOutput)");

	/**
	 * The first Java version whose AOT caches have profiles.
	 */
	private static final int FIRST_WITH_PROFILES = 25;

	private final String extension;

	private final String logTag;

	private final boolean live;

	ArchiveKind(String extension, String logTag, boolean live) {
		this.extension = extension;
		this.logTag = logTag;
		this.live = live;
	}

	static ArchiveKind of(int javaVersion) {
		return (javaVersion >= FIRST_WITH_PROFILES) ? AOT : CLASS_DATA;
	}

	/**
	 * Whether workers with these arguments can have an archive.
	 * @param jvmArguments the arguments of their JVMs
	 * @return whether they can
	 */
	static boolean isPossible(List<String> jvmArguments) {
		return jvmArguments.stream().noneMatch((argument) -> EXCLUDING.matcher(argument).matches());
	}

	/**
	 * The arguments that decide with others whether a JVM can take an archive: all but
	 * those that are known not to.
	 * @param jvmArguments the arguments of a worker's JVM
	 * @return those that the JVM which makes the archive has as well
	 */
	static List<String> relevant(List<String> jvmArguments) {
		List<String> relevant = new ArrayList<>(jvmArguments);
		relevant.removeIf((argument) -> IRRELEVANT.matcher(argument).matches());
		return relevant;
	}

	/**
	 * Whether workers with these arguments can have an archive of this kind: no JVM takes
	 * an AOT cache beside any {@code -Xshare}.
	 * @param jvmArguments the arguments of their JVMs
	 * @return whether they can
	 */
	boolean isPossibleWith(List<String> jvmArguments) {
		return isPossible(jvmArguments)
				&& (this != AOT || jvmArguments.stream().noneMatch((argument) -> argument.startsWith("-Xshare:")));
	}

	String extension() {
		return this.extension;
	}

	/**
	 * Whether the recording can be read before the worker that writes it has ended.
	 */
	boolean isLive() {
		return this.live;
	}

	public abstract List<String> record(Path recording);

	abstract List<String> create(Path recording, Path archive);

	public abstract List<String> use(Path archive);

	/**
	 * Keeps what the JVM has to say about archives out of the worker's output.
	 * @return the option
	 */
	public String silence() {
		return "-Xlog:" + this.logTag + "*=off";
	}

	/**
	 * Has the JVM write that to a file instead.
	 * @param file the file
	 * @return the option
	 */
	public String log(Path file) {
		return "-Xlog:" + this.logTag + ":file=" + file + "::filecount=0";
	}

	/**
	 * Whether a line of that file says that nothing can be recorded. A JVM warns of each
	 * class that it skips, too.
	 */
	static boolean isError(String line) {
		return line.contains("[error");
	}

	/**
	 * Whether a line of that file says that the archive is not used.
	 * @param line the line
	 * @return whether it says so
	 */
	public static boolean isRefusal(String line) {
		return isError(line) || line.contains("[warning") || line.contains("Unable to map shared spaces")
				|| line.contains("Unable to use");
	}

}
