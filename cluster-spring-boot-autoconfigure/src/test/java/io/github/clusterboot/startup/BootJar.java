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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/**
 * A jar with the layout that Spring Boot's build plugins make, for tests.
 */
final class BootJar {

	private final Manifest manifest = new Manifest();

	private final Map<String, byte[]> entries = new LinkedHashMap<>();

	BootJar() {
		this.manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
	}

	static BootJar of(String mainClass) {
		return new BootJar().attribute("Main-Class", "org.springframework.boot.loader.launch.JarLauncher")
			.attribute("Start-Class", mainClass)
			.attribute("Spring-Boot-Version", "4.0.7")
			.attribute("Spring-Boot-Classes", "BOOT-INF/classes/")
			.attribute("Spring-Boot-Lib", "BOOT-INF/lib/")
			.attribute("Spring-Boot-Classpath-Index", "BOOT-INF/classpath.idx");
	}

	BootJar attribute(String name, String value) {
		this.manifest.getMainAttributes().put(new Attributes.Name(name), value);
		return this;
	}

	BootJar entry(String name, String content) {
		return entry(name, content.getBytes(StandardCharsets.UTF_8));
	}

	private BootJar entry(String name, byte[] content) {
		this.entries.put(name, content);
		return this;
	}

	BootJar library(String name) {
		return entry("BOOT-INF/lib/" + name, "content of " + name);
	}

	BootJar jarLibrary(String name, String entry, String content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JarOutputStream jar = new JarOutputStream(bytes)) {
			put(jar, entry, content.getBytes(StandardCharsets.UTF_8));
		}
		return entry("BOOT-INF/lib/" + name, bytes.toByteArray());
	}

	BootJar index(String... names) {
		return entry("BOOT-INF/classpath.idx",
				Arrays.stream(names).map("- \"BOOT-INF/lib/%s\"\n"::formatted).collect(Collectors.joining()));
	}

	void write(Path file) throws IOException {
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), this.manifest)) {
			for (Map.Entry<String, byte[]> entry : this.entries.entrySet()) {
				put(jar, entry.getKey(), entry.getValue());
			}
		}
	}

	private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
		jar.putNextEntry(new ZipEntry(name));
		jar.write(content);
		jar.closeEntry();
	}

}
