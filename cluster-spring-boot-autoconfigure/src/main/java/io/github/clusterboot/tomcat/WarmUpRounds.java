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

package io.github.clusterboot.tomcat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which path is requested next while a worker warms up: one after the other and over
 * again. A path that fails is not asked for again. Not thread-safe.
 */
final class WarmUpRounds {

	private final Deque<String> paths;

	private int left;

	/**
	 * Creates the rounds.
	 * @param paths the paths
	 * @param requests how many requests there are to be in total
	 */
	WarmUpRounds(List<String> paths, int requests) {
		this.paths = new ArrayDeque<>(paths);
		this.left = requests;
	}

	/**
	 * Returns the path of the next request.
	 * @return the path, or {@code null} if it was enough
	 */
	@Nullable String next() {
		String path = (this.left > 0) ? this.paths.pollFirst() : null;
		if (path != null) {
			this.left--;
			this.paths.addLast(path);
		}
		return path;
	}

	void failed(String path) {
		this.paths.remove(path);
	}

}
