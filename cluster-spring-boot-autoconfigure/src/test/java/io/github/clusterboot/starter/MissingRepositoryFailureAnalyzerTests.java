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

package io.github.clusterboot.starter;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.repository.CrudRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MissingRepositoryFailureAnalyzer}.
 */
class MissingRepositoryFailureAnalyzerTests {

	@Test
	void repositoryThatSpringDataDidNotDareToMake() {
		new ApplicationContextRunner().withBean(Desk.class).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("Parameter 0 of constructor in " + Desk.class.getName(),
					Customers.class.getName(), "cluster-spring-boot-starter");
			assertThat(analysis.getAction()).contains("@Table", "spring.data.redis.repositories.enabled=true",
					"cluster-spring-boot-starter-minimal");
		});
	}

	@Test
	void repositoryThatIsLookedUp() {
		assertThat(analyze(new NoSuchBeanDefinitionException(Customers.class)).getDescription())
			.contains("A component required the repository '" + Customers.class.getName());
	}

	@Test
	void whatElseIsMissingIsLeftToOthers() {
		assertThat(analyze(new NoSuchBeanDefinitionException(Runnable.class))).isNull();
		assertThat(analyze(new NoSuchBeanDefinitionException("name"))).isNull();
		assertThat(analyze(new NoUniqueBeanDefinitionException(Customers.class, "a", "b"))).isNull();
	}

	private FailureAnalysis analyze(Throwable failure) {
		return new MissingRepositoryFailureAnalyzer().analyze(failure);
	}

	interface Customers extends CrudRepository<Object, Long> {

	}

	static class Desk {

		Desk(Customers customers) {
		}

	}

}
