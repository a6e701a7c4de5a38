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

package io.github.clusterboot.door;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Opens private doors of one kind of web server. Beans of this type are found by
 * themselves.
 */
@FunctionalInterface
public interface PrivateDoorFactory {

	/**
	 * Opens a door of a web server that runs. What comes in there and is not for the
	 * doorkeeper goes the way of all requests of the web server.
	 * @param context the context that has the web server
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 * @return the door, or {@code null} if the web server is of another kind
	 */
	@Nullable PrivateDoor open(WebServerApplicationContext context, Path socket, Doorkeeper doorkeeper);

	/**
	 * Opens a door by the factory that can.
	 * @param factories the factories
	 * @param context the context that has the web server
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 * @return the door, or {@code null} if none of them can
	 */
	static @Nullable PrivateDoor open(Stream<PrivateDoorFactory> factories, WebServerApplicationContext context,
			Path socket, Doorkeeper doorkeeper) {
		return factories.map((factory) -> factory.open(context, socket, doorkeeper))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
