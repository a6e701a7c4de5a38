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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
		assertThat(CacheKey.ofJar(one).toString()).isEqualTo(CacheKey.ofJar(other).toString()).matches("[0-9a-f]{32}");
	}

	@Test
	void contentAndNameMatter() throws Exception {
		String key = CacheKey.ofJar(jar("one/app.jar", "content")).toString();
		assertThat(CacheKey.ofJar(jar("two/app.jar", "tnetnoc"))).doesNotHaveToString(key);
		assertThat(CacheKey.ofJar(jar("three/ppa.jar", "content"))).doesNotHaveToString(key);
	}

	@Test
	void partsDoNotRunIntoEachOther() {
		assertThat(new CacheKey().add("ab").add("c")).doesNotHaveToString(new CacheKey().add("a").add("bc").toString());
	}

	@Test
	void whatIsNoJarHasNone() {
		assertThatIOException().isThrownBy(() -> CacheKey.ofJar(this.temporary.resolve("absent.jar")));
	}

	private Path jar(String name, String content) throws Exception {
		Path jar = this.temporary.resolve(name);
		Files.createDirectories(jar.getParent());
		BootJar.of("com.example.Main").entry("BOOT-INF/classes/content", content).write(jar);
		return jar;
	}

}
