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
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PrimaryJars}.
 */
class PrimaryJarsTests {

	private final PrimaryJars jars = new PrimaryJars(getClass().getClassLoader());

	@Test
	void areThoseOfThePrimaryAndOfWhatItUses() {
		for (String needed : new String[] { "netty-common", "netty-transport-native-epoll", "logback-classic",
				"logback-core", "spring-boot-4", "jna" }) {
			assertThat(this.jars.jars()).anyMatch((jar) -> jar.contains("/" + needed));
		}
		assertThat(this.jars.jars()).noneMatch((jar) -> jar.contains("tomcat") || jar.contains("jackson"));
	}

	@Test
	void whatTheApplicationHasExcludedIsLeftOut() {
		FilteredClassLoader without = new FilteredClassLoader("com.sun.jna");
		assertThat(new PrimaryJars(without).jars()).noneMatch((jar) -> jar.contains("/jna"))
			.anyMatch((jar) -> jar.contains("/netty-transport-classes-epoll"));
	}

	@Test
	void classesInADirectoryAreRefused(@TempDir Path directory) throws IOException {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.jars.copy(directory))
			.withMessageContaining("in a directory");
	}

}
