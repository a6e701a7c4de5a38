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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BuildDirectory}.
 */
class BuildDirectoryTests {

	@ParameterizedTest
	@ValueSource(strings = { "/home/a/shop/target/classes/", "/home/a/shop/target/test-classes/",
			"/home/a/shop/target/spring-aot/main/classes/", "/home/a/shop/build/classes/java/main/",
			"/home/a/shop/build/classes/kotlin/main/", "/home/a/shop/build/classes/",
			"/home/a/shop/build/resources/main/", "/home/a/shop/bin/", "/home/a/shop/bin/main/",
			"/home/a/shop/bin/test/", "/home/a/shop/bin/default/", "/home/a/shop/out/production/shop/",
			"/home/a/shop/out/production/classes/", "/home/a/shop/out/test/classes/", "/C:/shop/target/classes/",
			"/home/a/my%20shop/target/classes/" })
	void thoseOfBuildToolsAndIdes(String path) {
		assertThat(BuildDirectory.isOne(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workspace/BOOT-INF/classes/", "/app/classes/", "/app/", "/app/resources/",
			"/home/a/shop/target/shop.jar", "/home/a/shop/target/extracted/shop.jar",
			"/home/a/shop/target/shop-1.0/BOOT-INF/classes/", "/home/a/shop/target/shop-1.0/WEB-INF/classes/",
			"/home/a/shop/build/classes/shop/BOOT-INF/classes/", "/srv/bin/shop.jar", "/srv/cabin/", "/srv/bin/shop/",
			"/srv/target/", "/srv/target/classes/shop/", "/srv/mytarget/classes/", "/srv/build/libs/shop.jar",
			"/srv/out/artifacts/shop/" })
	void otherPlaces(String path) {
		assertThat(BuildDirectory.isOne(path)).isFalse();
	}

	@Test
	void isFoundByAClass() {
		assertThat(BuildDirectory.of(BuildDirectoryTests.class)).endsWith("/test-classes/");
		assertThat(BuildDirectory.of(Test.class)).isNull();
		assertThat(BuildDirectory.of(String.class)).isNull();
		assertThat(BuildDirectory.of(null)).isNull();
	}

}
