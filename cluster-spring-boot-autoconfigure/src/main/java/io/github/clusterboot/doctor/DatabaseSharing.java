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

package io.github.clusterboot.doctor;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether several processes can use the database that a URL names.
 */
enum DatabaseSharing {

	/**
	 * They can, as far as the URL tells.
	 */
	SHARED,

	/**
	 * Each process has a database of its own.
	 */
	IN_MEMORY,

	/**
	 * The first process locks the others out.
	 */
	LOCKED;

	/**
	 * Those that wrap the driver of the database which follows.
	 */
	private static final Pattern WRAPPER = Pattern.compile("^jdbc:(?:p6spy|otel|log4jdbc):");

	/**
	 * SQLite's and DuckDB's files are not among them, nor others of which a URL does not
	 * say enough.
	 */
	private static final Pattern MEMORY = Pattern.compile("jdbc:h2:(nio)?(mem|memfs|memlzf):.*"
			+ "|jdbc:(hsqldb:mem|derby:memory):.*|jdbc:hsqldb:\\.|jdbc:sqlite:(|:memory:.*|file::memory:.*|.*[?&]mode=memory.*)");

	private static final Pattern SERVER = Pattern.compile("jdbc:h2:(tcp|ssl|zip|classpath|nio:(zip|classpath)):.*"
			+ "|jdbc:h2:.*;(auto_server=true|access_mode_data=r)(;.*)?|jdbc:hsqldb:(hsqls?:|https?:|res:).*"
			+ "|jdbc:hsqldb:.*;((files_)?readonly=true|hsqldb\\.lock_file=false)(;.*)?"
			+ "|jdbc:derby:(//|jar:|classpath:|\\().*");

	private static final Pattern EMBEDDED = Pattern.compile("jdbc:(h2|hsqldb|derby):.+");

	/**
	 * Decides by the URL of a database.
	 * @param url the URL, of JDBC
	 * @return whether processes can share the database
	 */
	static DatabaseSharing of(String url) {
		String plain = WRAPPER.matcher(url.toLowerCase(Locale.ROOT)).replaceFirst("jdbc:");
		if (MEMORY.matcher(plain).matches()) {
			return IN_MEMORY;
		}
		return (EMBEDDED.matcher(plain).matches() && !SERVER.matcher(plain).matches()) ? LOCKED : SHARED;
	}

}
