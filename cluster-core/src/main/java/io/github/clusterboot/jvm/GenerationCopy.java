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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * What the workers of one generation run: a copy of the application that nobody writes to
 * while they do. Thread-safe.
 */
public interface GenerationCopy {

	/**
	 * What to run.
	 * @return the target
	 */
	Target target();

	/**
	 * Whether the copy is still there: temporary files may be cleaned up.
	 * @return whether it is
	 */
	boolean isThere();

	/**
	 * The JVM arguments that a worker needs to run this copy.
	 * @param id the worker's id
	 * @param first whether it is the first worker of the generation
	 * @param privateDirectory where its JVM can write a log
	 * @return the arguments
	 */
	List<String> jvmArguments(int id, boolean first, Path privateDirectory);

	/**
	 * Tells that a worker accepts connections.
	 * @param id the worker's id
	 */
	default void listening(int id) {
	}

	/**
	 * Whether a worker is to be replaced so that what it recorded can be used.
	 * @param id the worker's id
	 * @return whether it is
	 */
	default boolean isRenewalDue(int id) {
		return false;
	}

	/**
	 * Tells that a worker has ended.
	 * @param id the worker's id
	 * @param code its exit code
	 * @return whether it ended because of its {@link #jvmArguments JVM arguments}, which
	 * no worker gets any more
	 */
	default boolean exited(int id, int code) {
		return false;
	}

	/**
	 * Removes the copy, which no worker runs any more.
	 */
	void remove();

	/**
	 * Makes copies.
	 */
	interface Maker {

		/**
		 * Copies the application.
		 * @param jar the executable jar
		 * @param directory where a copy of this generation's own can be made, which does
		 * not exist yet
		 * @param jvmArguments the JVM arguments that all its workers have
		 * @return the copy
		 * @throws IOException if the jar cannot be read or there is no room
		 */
		GenerationCopy copy(Path jar, Path directory, List<String> jvmArguments) throws IOException;

	}

}
