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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How the Redis is started that the primary runs for development.
 */
public interface RedisCommand {

	/**
	 * Finds a redis-server.
	 * @param directory where files can be kept for as long as the primary runs
	 * @return the path of an executable
	 * @throws IOException if there is none; the message says where it was looked for
	 */
	Path find(Path directory) throws IOException;

	/**
	 * The command line. The process that it starts ends with the exit code of Redis, and
	 * both end when its standard input is closed, as it is when the primary dies.
	 * @param executable the redis-server
	 * @param configuration the path of its configuration file
	 * @return the program and its arguments
	 */
	List<String> commandLine(Path executable, Path configuration);

	/**
	 * The text of the configuration file.
	 * @param directory where the primary keeps what Redis needs
	 * @param port the port, on the loopback interface
	 * @param password the password
	 * @return the text
	 * @throws IOException if there is no place for what Redis is to keep
	 */
	String configuration(Path directory, int port, String password) throws IOException;

	/**
	 * Whether one is run even where another one answers on {@code localhost:6379}.
	 * @return whether it is
	 */
	boolean isRunInAnyCase();

	/**
	 * Whether Redis keeps what is in it when it ends.
	 * @return whether it does
	 */
	boolean isPersistent();

}
