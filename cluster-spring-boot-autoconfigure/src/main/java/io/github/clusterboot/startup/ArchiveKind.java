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
import java.util.Arrays;
import java.util.List;

/**
 * The kinds of archive in which a JVM keeps classes that it need not load again. Both are
 * made in two steps, a recording by a worker and the archive by a JVM that does not run
 * the application: what a JVM writes in one step ({@code -XX:AutoCreateSharedArchive},
 * {@code -XX:AOTCacheOutput}) holds up its own end, and is lost if that is cut short.
 */
enum ArchiveKind {

	/**
	 * A class-data archive, made from a list of classes that is written while the worker
	 * runs.
	 */
	CLASS_DATA("jsa", "cds", "-XX:DumpLoadedClassList=%s",
			"-Xshare:dump -XX:SharedClassListFile=%1$s -XX:SharedArchiveFile=%2$s",
			"-XX:SharedArchiveFile=%s -Xshare:auto"),

	/**
	 * An AOT cache (JEP 483, JEP 515), which also has linked classes and the profiles of
	 * methods. The recording is written when the worker ends.
	 */
	AOT("aot", "aot", "-XX:AOTMode=record -XX:AOTConfiguration=%s",
			"-XX:AOTMode=create -XX:AOTConfiguration=%1$s -XX:AOTCache=%2$s", "-XX:AOTCache=%s -XX:AOTMode=auto");

	private static final int FIRST_JAVA_WITH_PROFILES = 25;

	private final String extension;

	private final String logTag;

	private final String record;

	private final String create;

	private final String use;

	ArchiveKind(String extension, String logTag, String record, String create, String use) {
		this.extension = extension;
		this.logTag = logTag;
		this.record = record;
		this.create = create;
		this.use = use;
	}

	static ArchiveKind of(int javaVersion) {
		return (javaVersion >= FIRST_JAVA_WITH_PROFILES) ? AOT : CLASS_DATA;
	}

	String extension() {
		return this.extension;
	}

	List<String> record(Path recording) {
		return fill(this.record, recording);
	}

	List<String> create(Path recording, Path archive) {
		return fill(this.create, recording, archive);
	}

	List<String> use(Path archive) {
		return fill(this.use, archive);
	}

	private static List<String> fill(String arguments, Object... files) {
		return Arrays.stream(arguments.split(" ")).map((argument) -> argument.formatted(files)).toList();
	}

	/**
	 * Has the JVM write what it says about archives to a file instead of its output.
	 */
	List<String> log(Path file) {
		return List.of("-Xlog:" + this.logTag + "*=off", "-Xlog:" + this.logTag + ":file=" + file + "::filecount=0");
	}

}
