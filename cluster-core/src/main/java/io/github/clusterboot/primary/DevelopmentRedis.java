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

package io.github.clusterboot.primary;

import java.nio.file.Path;
import java.util.function.Consumer;

import io.github.clusterboot.ipc.Message;

/**
 * A Redis for development that lives as long as the primary.
 */
public interface DevelopmentRedis extends AutoCloseable {

	/**
	 * Asks where Redis is, which the first question starts. Does not wait for it.
	 * @param request the number of the question
	 * @param directory where it can create a directory of its own
	 * @param reply is given the answer, on any thread
	 */
	void ask(int request, Path directory, Consumer<Message.Redis> reply);

	@Override
	void close();

}
