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
import java.util.List;

/**
 * The kinds of archive in which a JVM keeps classes that it need not load again. Both are
 * made in two steps, a recording by a worker and the archive by a JVM that does not run
 * the application: what a JVM writes in one step ({@code -XX:AutoCreateSharedArchive},
 * {@code -XX:AOTCacheOutput}) holds up its own end, and is lost if that is cut short.
 */
enum ArchiveKind {

	/**
	 * A class-data archive, made from a list of classes.
	 */
	JSA,

	/**
	 * An AOT cache (JEP 483, JEP 515), which also has linked classes and the profiles of
	 * methods. It is recorded when the worker ends.
	 */
	AOT;

	private static final int FIRST_JAVA_WITH_PROFILES = 25;

	static ArchiveKind of(int javaVersion) {
		return (javaVersion >= FIRST_JAVA_WITH_PROFILES) ? AOT : JSA;
	}

	List<String> record(Path recording) {
		return (this == AOT) ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording)
				: List.of("-XX:DumpLoadedClassList=" + recording);
	}

	List<String> create(Path recording, Path archive) {
		return (this == AOT)
				? List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + archive)
				: List.of("-Xshare:dump", "-XX:SharedClassListFile=" + recording, "-XX:SharedArchiveFile=" + archive);
	}

	List<String> use(Path archive) {
		return (this == AOT) ? List.of("-XX:AOTMode=auto", "-XX:AOTCache=" + archive)
				: List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
	}

	/**
	 * Has the JVM write what it says about archives to a file instead of its output.
	 */
	List<String> log(Path file) {
		String tag = (this == AOT) ? "aot" : "cds";
		return List.of("-Xlog:" + tag + "*=off", "-Xlog:" + tag + ":file=" + file + "::filecount=0");
	}

}
