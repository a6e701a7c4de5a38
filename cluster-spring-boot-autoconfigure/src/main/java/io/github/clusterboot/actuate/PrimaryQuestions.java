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

package io.github.clusterboot.actuate;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.Worker;

/**
 * How a worker asks the primary. An application that was processed ahead of time may run
 * without being a worker.
 */
public final class PrimaryQuestions {

	private PrimaryQuestions() {
	}

	public static <T> PrimaryQuestion<T> of(@Nullable Worker worker, Question<T> question) {
		return (patience) -> {
			if (worker == null) {
				throw new IOException("This process is no worker of a cluster");
			}
			return question.ask(worker, patience);
		};
	}

	/**
	 * Asks by means of a worker.
	 *
	 * @param <T> the type of the answer
	 */
	@FunctionalInterface
	public interface Question<T> {

		T ask(Worker worker, Duration patience) throws IOException;

	}

}
