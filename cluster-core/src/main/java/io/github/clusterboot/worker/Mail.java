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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message from one worker to another.
 *
 * @param from the id of the sender
 * @param topic what part of the application it is for
 * @param request the number of a question or of what answers it, or {@code null}
 * @param types names that the receiver may know
 * @param body the text
 */
public record Mail(int from, String topic, @Nullable Long request, List<String> types, String body) {

	/**
	 * How long a text may be, in bytes.
	 */
	static final int MAX_LENGTH = 64 * 1024;

	/**
	 * Refuses what is too long to be sent.
	 * @param body the text
	 * @throws IOException if it is longer than 64 KB
	 */
	public static void checkLength(String body) throws IOException {
		int length = body.getBytes(StandardCharsets.UTF_8).length;
		if (length > MAX_LENGTH) {
			throw new IOException("A message has at most %d bytes, and this one has %d".formatted(MAX_LENGTH, length));
		}
	}

}
