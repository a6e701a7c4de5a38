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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.primary.Primary;
import io.github.clusterboot.startup.ExtractedJar;
import io.github.clusterboot.startup.StartupCache;
import io.github.clusterboot.startup.StartupCache.CachedJar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrimaryJars}, in which the class path of this JVM is that of the
 * application.
 */
class PrimaryJarsTests {

	private static final String[] NEEDED = { "netty-common", "netty-transport-native-epoll", "jackson-databind",
			"logback-classic", "spring-boot-4" };

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
	void whatAPrimaryNeedsIsInTheCache() throws IOException {
		CachedJar cached = cached(true, classPath());
		Path jar = this.jars.in(cached);
		assertThat(jar).isEqualTo(this.directory.resolve("primary.jar"));
		assertThat(classPath(jar)).allMatch((entry) -> entry.startsWith("app/lib/"));
		for (String needed : NEEDED) {
			assertThat(classPath(jar)).anyMatch((entry) -> entry.startsWith("app/lib/" + needed));
		}
		assertThat(classPath(jar)).noneMatch((entry) -> entry.contains("tomcat"));
	}

	@Test
	void jarIsWrittenOnceForItsArchiveKnowsItsTime() throws IOException {
		CachedJar cached = cached(true, classPath());
		Path jar = this.jars.in(cached);
		Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
		assertThat(this.jars.in(cached)).isEqualTo(jar);
		assertThat(Files.getLastModifiedTime(jar).toInstant()).isEqualTo(Instant.EPOCH);
		assertThat(this.jars.in(cached(false, classPath()))).as("is there already").isEqualTo(jar);
	}

	@Test
	void jarThatIsDamagedIsWrittenAgain() throws IOException {
		CachedJar cached = cached(true, classPath());
		Path jar = this.jars.in(cached);
		List<String> classPath = classPath(jar);
		Files.writeString(jar, "garbage");
		assertThat(this.jars.in(cached)).isEqualTo(jar);
		assertThat(classPath(jar)).isEqualTo(classPath);
	}

	@Test
	void cacheThatCannotBeWrittenToOrLacksAJarIsNotUsed() throws IOException {
		assertThat(this.jars.in(cached(false, classPath()))).isNull();
		List<Path> incomplete = new ArrayList<>(classPath());
		incomplete.removeIf((path) -> path.getFileName().toString().startsWith("netty-common"));
		assertThat(this.jars.in(cached(true, incomplete))).isNull();
	}

	private CachedJar cached(boolean writable, List<Path> classPath) {
		ExtractedJar extracted = new ExtractedJar(this.directory.resolve("app/app.jar"), "the.Main", classPath);
		return new CachedJar(new StartupCache(this.directory), "key", this.directory, extracted, writable);
	}

	private List<Path> classPath() {
		return this.originals.stream()
			.map((path) -> this.directory.resolve("app/lib").resolve(path.getFileName()))
			.toList();
	}

	private static List<String> classPath(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			return List.of(file.getManifest().getMainAttributes().getValue("Class-Path").split(" "));
		}
	}

}
