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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link CacheKey}.
 */
class CacheKeyTests {

	@TempDir
	private Path temporary;

	@Test
	void sameContentHasTheSameKeyWhereverItIs() throws Exception {
		Path one = jar("one/app.jar", "content");
		Path other = jar("other/app.jar", "content");
		assertThat(CacheKey.ofJar(one)).isEqualTo(CacheKey.ofJar(other)).matches("[0-9a-f]{32}");
	}

	@Test
	void contentNameAndQualifiersMatter() throws Exception {
		String key = CacheKey.ofJar(jar("one/app.jar", "content"), "a");
		assertThat(CacheKey.ofJar(jar("two/app.jar", "tnetnoc"), "a")).isNotEqualTo(key);
		assertThat(CacheKey.ofJar(jar("three/ppa.jar", "content"), "a")).isNotEqualTo(key);
		assertThat(CacheKey.ofJar(jar("four/app.jar", "content"), "b")).isNotEqualTo(key);
	}

	@Test
	void whetherThereIsMoreThanOneProcessorMattersUnlessAnArgumentSaysIt() {
		String key = CacheKey.ofJvm(System.getProperties(), 2, List.of());
		assertThat(CacheKey.ofJvm(System.getProperties(), 8, List.of())).isEqualTo(key);
		assertThat(CacheKey.ofJvm(System.getProperties(), 1, List.of())).isNotEqualTo(key);
		List<String> argument = List.of("-XX:ActiveProcessorCount=2");
		assertThat(CacheKey.ofJvm(System.getProperties(), 1, argument)).isEqualTo(key);
		List<String> collector = List.of("-XX:+UseSerialGC");
		assertThat(CacheKey.ofJvm(System.getProperties(), 1, collector))
			.isEqualTo(CacheKey.ofJvm(System.getProperties(), 2, collector));
	}

	@Test
	void whatIsNoJarHasNone() {
		assertThatIOException().isThrownBy(() -> CacheKey.ofJar(this.temporary.resolve("absent.jar")));
	}

	@Test
	void eachPropertyOfTheJvmMatters() {
		String key = CacheKey.ofJvm(System.getProperties(), 2, List.of());
		for (String name : List.of("java.vm.version", "java.vm.vendor", "java.vm.name", "os.arch", "java.home")) {
			Properties other = new Properties();
			other.putAll(System.getProperties());
			other.setProperty(name, "other");
			assertThat(CacheKey.ofJvm(other, 2, List.of())).as(name).isNotEqualTo(key);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseZGC", "-XX:-UseCompressedOops", "-XX:+UseCompactObjectHeaders",
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-modules=java.sql", "-Djdk.module.addmods.0=java.sql",
			"--enable-native-access=ALL-UNNAMED", "-Xmx40g", "-XX:ActiveProcessorCount=1", "-XX:TieredStopAtLevel=1",
			"-XX:+SomethingUnheardOf" })
	void argumentsMatter(String argument) {
		assertThat(CacheKey.ofJvm(System.getProperties(), 2, List.of("-Xss1m", argument)))
			.isNotEqualTo(CacheKey.ofJvm(System.getProperties(), 2, List.of("-Xss1m")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx1g", "-Xms64m", "-XX:InitialHeapSize=190m", "-Dserver.port=0", "-Xlog:gc:file=gc.log",
			"-XX:HeapDumpPath=x.hprof", "-XX:+HeapDumpOnOutOfMemoryError" })
	void argumentsThatChangeNothingDoNotMatter(String argument) {
		assertThat(CacheKey.ofJvm(System.getProperties(), 2, List.of("-Xss1m", argument)))
			.isEqualTo(CacheKey.ofJvm(System.getProperties(), 2, List.of("-Xss1m")));
	}

	private Path jar(String name, String content) throws Exception {
		Path jar = this.temporary.resolve(name);
		Files.createDirectories(jar.getParent());
		BootJar.of("com.example.Main").entry("BOOT-INF/classes/content", content).write(jar);
		return jar;
	}

}
