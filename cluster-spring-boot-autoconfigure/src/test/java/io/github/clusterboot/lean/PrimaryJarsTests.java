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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.primary.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrimaryJars}, in which the class path of this JVM is that of the
 * application.
 */
class PrimaryJarsTests {

	private static final List<String> NEEDED = List.of("io/netty/util/concurrent/EventExecutor.class",
			"io/netty/channel/epoll/Epoll.class", "ch/qos/logback/classic/Logger.class",
			"org/springframework/boot/logging/LoggingSystem.class");

	@TempDir
	private Path directory;

	private final List<Path> originals = new ArrayList<>();

	private URLClassLoader loader;

	private PrimaryJars jars;

	/**
	 * Here the starter's own classes are in a directory.
	 */
	@BeforeEach
	void createLoader(@TempDir Path starter) throws IOException {
		Path jar = starter.resolve("starter.jar");
		String resource = Primary.class.getName().replace('.', '/') + ".class";
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar));
				InputStream content = getClass().getClassLoader().getResourceAsStream(resource)) {
			output.putNextEntry(new JarEntry(resource));
			content.transferTo(output);
		}
		this.originals.add(jar);
		Arrays.stream(System.getProperty("java.class.path").split(":"))
			.filter((path) -> path.endsWith(".jar"))
			.map(Path::of)
			.forEach(this.originals::add);
		List<URL> urls = new ArrayList<>();
		for (Path original : this.originals) {
			urls.add(original.toUri().toURL());
		}
		this.loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
		this.jars = new PrimaryJars(this.loader);
	}

	@AfterEach
	void closeLoader() throws IOException {
		this.loader.close();
	}

	@Test
	void whatAPrimaryNeedsIsCopied() throws IOException {
		Path jar = this.jars.copyTo(this.directory);
		assertThat(jar).isEqualTo(this.directory.resolve("primary.jar"));
		try (URLClassLoader copies = new URLClassLoader(new URL[] { jar.toUri().toURL() },
				ClassLoader.getPlatformClassLoader())) {
			for (String needed : NEEDED) {
				assertThat(copies.findResource(needed)).as(needed).isNotNull();
			}
			assertThat(copies.findResource("org/apache/catalina/Context.class")).isNull();
		}
	}

}
