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

import java.net.URL;
import java.security.CodeSource;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells the directories to which build tools and IDEs compile from those that a packaged
 * application has. The first row that applies to the place of the main class decides:
 * <table>
 * <caption>Truth table</caption>
 * <tr>
 * <th>Place</th>
 * <th>What writes it</th>
 * <th>Is one</th>
 * </tr>
 * <tr>
 * <td>a jar, and what is in one ({@code app.jar}, {@code app.jar!/BOOT-INF/classes})</td>
 * <td>packaging</td>
 * <td>no</td>
 * </tr>
 * <tr>
 * <td>{@code …/BOOT-INF/classes}, {@code …/WEB-INF/classes}</td>
 * <td>an archive that was exploded, a buildpack</td>
 * <td>no</td>
 * </tr>
 * <tr>
 * <td>{@code …/target/classes}, {@code …/target/test-classes},
 * {@code …/target/spring-aot/…}</td>
 * <td>Maven</td>
 * <td>yes</td>
 * </tr>
 * <tr>
 * <td>{@code …/build/classes/…}, {@code …/build/resources/…}</td>
 * <td>Gradle</td>
 * <td>yes</td>
 * </tr>
 * <tr>
 * <td>{@code …/bin}, {@code …/bin/main}, {@code …/bin/test}, {@code …/bin/default}</td>
 * <td>Eclipse, Visual Studio Code</td>
 * <td>yes</td>
 * </tr>
 * <tr>
 * <td>{@code …/out/production/…}, {@code …/out/test/…}</td>
 * <td>IntelliJ IDEA</td>
 * <td>yes</td>
 * </tr>
 * <tr>
 * <td>any other directory ({@code /app/classes})</td>
 * <td>Jib, a deployment</td>
 * <td>no</td>
 * </tr>
 * </table>
 */
final class BuildDirectory {

	private static final Pattern PACKAGED = Pattern.compile(".*/(BOOT|WEB)-INF/classes/");

	private static final Pattern BUILT = Pattern.compile(".*/(target/((test-)?classes|spring-aot/.+)"
			+ "|build/(classes|resources)(/.+)?|bin(/(main|test|default))?|out/(production|test)/.+)/");

	private BuildDirectory() {
	}

	/**
	 * The directory of a build that a class comes from.
	 * @param type the class, or {@code null} if it is unknown
	 * @return the directory, or {@code null} if the class comes from somewhere else
	 */
	static @Nullable String of(@Nullable Class<?> type) {
		CodeSource source = (type != null) ? type.getProtectionDomain().getCodeSource() : null;
		URL place = (source != null) ? source.getLocation() : null;
		return (place != null && place.getProtocol().equals("file") && isOne(place.getPath())) ? place.getPath() : null;
	}

	/**
	 * Whether a build writes there.
	 * @param path the path of a file or, with a slash at its end, of a directory
	 * @return whether it is a directory of a build
	 */
	static boolean isOne(String path) {
		return BUILT.matcher(path).matches() && !PACKAGED.matcher(path).matches();
	}

}
