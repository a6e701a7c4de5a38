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

package io.github.clusterboot.boot;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who called: the frames of one or more threads, each as {@code class.method}.
 *
 * @param frames the frames, in any order
 */
record CallStack(List<String> frames) {

	CallStack {
		frames = List.copyOf(frames);
	}

	/**
	 * Whether a frame starts with one of the prefixes.
	 * @param prefixes packages, classes or methods
	 * @return {@code true} if one of them was called
	 */
	boolean has(String... prefixes) {
		return this.frames.stream().anyMatch((frame) -> Stream.of(prefixes).anyMatch(frame::startsWith));
	}

	static CallStack ofCurrentThread() {
		return StackWalker.getInstance()
			.walk((frames) -> new CallStack(
					frames.map((frame) -> frame.getClassName() + "." + frame.getMethodName()).toList()));
	}

	static CallStack ofAllThreads() {
		return new CallStack(Thread.getAllStackTraces()
			.values()
			.stream()
			.flatMap(Stream::of)
			.map((frame) -> frame.getClassName() + "." + frame.getMethodName())
			.toList());
	}

}
