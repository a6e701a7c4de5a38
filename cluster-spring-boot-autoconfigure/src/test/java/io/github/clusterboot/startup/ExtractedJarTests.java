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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ExtractedJar}.
 */
class ExtractedJarTests {

	@TempDir
	private Path temporary;

	private Path file;

	private Path directory;

	@BeforeEach
	void paths() {
		this.file = this.temporary.resolve("app.jar");
		this.directory = this.temporary.resolve("deep/extracted");
	}

	@Test
	void classPathHasTheOrderOfTheJar() throws Exception {
		bootJar().library("c.jar").library("b.jar").library("a.jar").write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		assertThat(extracted).isEqualTo(this.directory.resolve("app.jar"));
		assertThat(attribute(extracted, "Class-Path")).isEqualTo("lib/c.jar lib/b.jar lib/a.jar");
		assertThat(this.directory.resolve("lib/c.jar")).hasContent("content of c.jar");
	}

	@Test
	void manifestStartsTheApplicationAndKeepsWhatTheApplicationSays() throws Exception {
		bootJar().attribute("Implementation-Version", "1.2.3")
			.attribute("Enable-Native-Access", "ALL-UNNAMED")
			.write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		assertThat(attribute(extracted, "Main-Class")).isEqualTo("com.example.Main");
		assertThat(attribute(extracted, "Implementation-Version")).isEqualTo("1.2.3");
		assertThat(attribute(extracted, "Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
		assertThat(attribute(extracted, "Spring-Boot-Version")).isEqualTo("4.0.7");
		assertThat(attribute(extracted, "Start-Class")).isNull();
		assertThat(attribute(extracted, "Add-Opens")).isEqualTo("java.base/sun.nio.ch");
	}

	@Test
	void packagesAreOpenedBesideThoseThatTheApplicationOpens() throws Exception {
		bootJar().attribute("Add-Opens", "java.base/java.lang").write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		assertThat(attribute(extracted, "Add-Opens")).isEqualTo("java.base/java.lang java.base/sun.nio.ch");
	}

	@Test
	void applicationIsAtTheRootWithEntriesForItsDirectories() throws Exception {
		bootJar().entry("org/", "")
			.entry("org/springframework/", "")
			.entry("org/springframework/boot/loader/", "")
			.entry("BOOT-INF/classes/", "")
			.entry("BOOT-INF/classes/com/", "")
			.entry("BOOT-INF/classes/com/example/", "")
			.entry("BOOT-INF/classes/com/example/Main.class", "main")
			.entry("BOOT-INF/classes/META-INF/info", "of the application")
			.entry("META-INF/info", "of the jar")
			.entry("META-INF/sbom/bom.json", "bom")
			.entry("agent.txt", "agent")
			.entry("BOOT-INF/layers.idx", "layers")
			.entry("META-INF/services/java.nio.file.spi.FileSystemProvider",
					"org.springframework.boot.loader.nio.file.NestedFileSystemProvider\n")
			.entry("org/springframework/boot/loader/launch/JarLauncher.class", "launcher")
			.write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		try (JarFile jar = new JarFile(extracted.toFile())) {
			assertThat(jar.stream().map(JarEntry::getName)).containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "com/",
					"com/example/", "com/example/Main.class", "META-INF/info", "META-INF/sbom/bom.json", "agent.txt");
			assertThat(jar.getInputStream(jar.getJarEntry("META-INF/info")))
				.hasBinaryContent("of the application".getBytes());
		}
	}

	@Test
	void serviceThatIsTheApplicationsOwnIsKept() throws Exception {
		String service = "META-INF/services/java.nio.file.spi.FileSystemProvider";
		bootJar().entry("BOOT-INF/classes/" + service, "com.example.Files").write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		try (JarFile jar = new JarFile(extracted.toFile())) {
			assertThat(jar.getJarEntry(service)).isNotNull();
		}
	}

	@Test
	void librariesWithOddNamesAreFoundByTheJvm() throws Exception {
		List<String> names = List.of("with space.jar", "100%.jar", "ünï#?.jar", "a+b&c.jar");
		BootJar boot = bootJar();
		for (String name : names) {
			boot.jarLibrary(name, name.length() + ".txt", "found");
		}
		boot.write(this.file);
		Path extracted = ExtractedJar.extract(this.file, this.directory);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { extracted.toUri().toURL() }, null)) {
			for (String name : names) {
				assertThat(Collections.list(loader.findResources(name.length() + ".txt"))).as(name).isNotEmpty();
			}
		}
	}

	@Test
	void otherJarsAreNotExtractable() throws Exception {
		bootJar().write(this.file);
		assertThat(ExtractedJar.isExtractable(this.file)).isTrue();
		for (BootJar other : List.of(new BootJar(), new BootJar().attribute("Main-Class", "com.example.Main"),
				bootJar().attribute("Main-Class", "org.springframework.boot.loader.launch.WarLauncher"),
				bootJar().attribute("Main-Class", "org.springframework.boot.loader.launch.PropertiesLauncher"),
				bootJar().entry("META-INF/KEY.SF", "signature"))) {
			other.write(this.file);
			assertThat(ExtractedJar.isExtractable(this.file)).isFalse();
		}
	}

	@Test
	void jarThatIsCutShortIsRefused() throws Exception {
		bootJar().write(this.file);
		byte[] whole = Files.readAllBytes(this.file);
		Files.write(this.file, Arrays.copyOf(whole, whole.length / 2));
		assertThatIOException().isThrownBy(() -> ExtractedJar.extract(this.file, this.directory))
			.withMessageContaining(this.file.toString());
	}

	@Test
	void nothingIsWrittenOutsideTheDirectory() throws Exception {
		bootJar().library("../../../evil.jar").write(this.file);
		assertThat(attribute(ExtractedJar.extract(this.file, this.directory), "Class-Path")).isEmpty();
		assertThat(this.temporary.resolve("evil.jar")).doesNotExist();
		assertThat(this.temporary.resolve("deep/evil.jar")).doesNotExist();
	}

	private static BootJar bootJar() {
		return BootJar.of("com.example.Main");
	}

	private static String attribute(Path extracted, String name) throws IOException {
		try (JarFile jar = new JarFile(extracted.toFile())) {
			return jar.getManifest().getMainAttributes().getValue(new Attributes.Name(name));
		}
	}

}
