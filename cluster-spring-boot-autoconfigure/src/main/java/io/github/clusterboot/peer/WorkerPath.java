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

package io.github.clusterboot.peer;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * A path that names a worker, as {@code /actuator/worker/1/health}. The worker is to be
 * taken out of it before anybody has seen the path: then every rule of the application
 * that is about paths, one of its security among them, is applied to the path that is
 * served, and to no other.
 *
 * @param worker what the path names in the place of a slot
 * @param rest the path without it, {@code /actuator/health}
 */
public record WorkerPath(String worker, String rest) {

	/**
	 * What comes between Actuator's path and the worker.
	 */
	public static final String SEGMENT = "/worker/";

	/**
	 * A segment that goes up or stays, be it after the path was decoded. Such a path
	 * means something else than it says, and that is for nobody to say but the container.
	 */
	private static final Pattern DOTS = Pattern.compile("(?i)(^|[/\\\\]|%2f|%5c)(\\.|%2e){1,2}($|[;/\\\\]|%2f|%5c)");

	/**
	 * Looks for a worker in a path as written: what only means one once it is decoded is
	 * left alone, and so is a path with dots, as {@code /actuator/worker/1/../health}.
	 * @param managementPath the path of Actuator, context path included; empty for the
	 * root
	 * @param path the path of a request
	 * @return what is in it, or {@code null} if it names no worker
	 */
	public static @Nullable WorkerPath parse(String managementPath, String path) {
		int start = managementPath.length() + SEGMENT.length();
		if (!path.startsWith(managementPath + SEGMENT) || DOTS.matcher(path.substring(start)).find()) {
			return null;
		}
		int end = path.indexOf('/', start);
		String rest = managementPath + ((end < 0) ? "" : path.substring(end));
		return new WorkerPath((end < 0) ? path.substring(start) : path.substring(start, end),
				rest.isEmpty() ? "/" : rest);
	}

	/**
	 * The URL of Actuator by way of a worker.
	 */
	static String add(String url, String worker) {
		return StringUtils.trimTrailingCharacter(url, '/') + SEGMENT + worker;
	}

}
