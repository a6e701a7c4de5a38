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
 * made in two steps, a recording by a worker, which is whole when that ends, and the
 * archive by a JVM that does not run the application: what a JVM writes in one step
 * ({@code -XX:AutoCreateSharedArchive}, {@code -XX:AOTCacheOutput}) holds up its own end,
 * and is lost if that is cut short.
 */
enum ArchiveKind {

	/**
	 * A class-data archive, made from a list of classes.
	 */
	JSA,

	/**
	 * An AOT cache (JEP 483, JEP 515), which also has linked classes and the profiles of
	 * methods.
	 */
	AOT;

	private static final int FIRST_JAVA_WITH_PROFILES = 25;

	static ArchiveKind of(int javaVersion) {
		return (javaVersion >= FIRST_JAVA_WITH_PROFILES) ? AOT : JSA;
	}

	/**
	 * A JVM that records an AOT cache warns of each class that it skips.
	 */
	List<String> record(Path recording) {
		return (this == AOT) ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording, "-Xlog:aot*=off")
				: List.of("-XX:DumpLoadedClassList=" + recording, "-Xlog:cds*=off");
	}

	List<String> create(Path recording, Path archive) {
		return (this == AOT)
				? List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + archive)
				: List.of("-Xshare:dump", "-XX:SharedClassListFile=" + recording, "-XX:SharedArchiveFile=" + archive);
	}

	/**
	 * Has the JVM write what it says about the archive to a file instead of its output.
	 */
	List<String> use(Path archive, Path log) {
		String file = ":file=" + log + "::filecount=0";
		return (this == AOT)
				? List.of("-XX:AOTMode=auto", "-XX:AOTCache=" + archive, "-Xlog:aot*=off", "-Xlog:aot" + file)
				: List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off", "-Xlog:cds" + file);
	}

}
