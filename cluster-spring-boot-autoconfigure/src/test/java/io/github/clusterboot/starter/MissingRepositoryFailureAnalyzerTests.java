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

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MissingRepositoryFailureAnalyzer}.
 */
class MissingRepositoryFailureAnalyzerTests {

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final MockEnvironment environment = new MockEnvironment()
		.withProperty(StarterEnvironmentPostProcessor.ENABLED, "false");

	@TempDir
	private Path directory;

	@Test
	void repositoryThatSpringDataDidNotDareToMake() throws Exception {
		knowModules("example.JdbcRepositoryFactory");
		new ApplicationContextRunner().withBean(Desk.class).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("Parameter 0 of constructor in " + Desk.class.getName(),
					Customers.class.getName(), "nor 'Customer' does", "cluster-spring-boot-starter");
			assertThat(analysis.getAction()).contains("@Table", "cluster-spring-boot-starter-minimal");
		});
	}

	@Test
	void repositoryInRedis() {
		FailureAnalysis analysis = analyze(new NoSuchBeanDefinitionException(Notes.class));
		assertThat(analysis.getDescription()).contains(Notes.class.getName(), "cluster-spring-boot-starter");
		assertThat(analysis.getAction()).contains("spring.data.redis.repositories.enabled=true");
		this.environment.setProperty(StarterEnvironmentPostProcessor.ENABLED, "true");
		assertThat(analyze(new NoSuchBeanDefinitionException(Notes.class))).isNull();
	}

	@Test
	void whatIsMissingForAnotherReasonIsLeftToOthers() throws Exception {
		assertThat(analyze(new NoSuchBeanDefinitionException(Customers.class))).as("Redis alone").isNull();
		knowModules("example.JdbcRepositoryFactory");
		assertThat(analyze(new NoSuchBeanDefinitionException(Runnable.class))).isNull();
		assertThat(analyze(new NoSuchBeanDefinitionException(Inner.class))).as("not looked for").isNull();
		assertThat(analyze(new NoSuchBeanDefinitionException("name"))).isNull();
		assertThat(analyze(new NoUniqueBeanDefinitionException(Customers.class, "a", "b"))).isNull();
		knowModules("example.JdbcRepositoryFactory,example.MongoRepositoryFactory");
		assertThat(analyze(new NoSuchBeanDefinitionException(Customers.class))).as("strict without Redis").isNull();
	}

	private FailureAnalysis analyze(Throwable failure) {
		assertThat(failure).isInstanceOfAny(NoSuchBeanDefinitionException.class, UnsatisfiedDependencyException.class);
		return new MissingRepositoryFailureAnalyzer(this.beans, this.environment).analyze(failure);
	}

	/**
	 * Besides that for Redis.
	 */
	private void knowModules(String factories) throws Exception {
		Path directory = Files.createTempDirectory(this.directory, "modules");
		Files.writeString(Files.createDirectory(directory.resolve("META-INF")).resolve("spring.factories"),
				RepositoryFactorySupport.class.getName() + "=" + factories);
		this.beans.setBeanClassLoader(
				new URLClassLoader(new URL[] { directory.toUri().toURL() }, getClass().getClassLoader()));
	}

	record Customer(Long id) {

	}

	@RedisHash
	record Note(Long id) {

	}

	interface Inner extends CrudRepository<Customer, Long> {

	}

	static class Desk {

		Desk(Customers customers) {
		}

	}

}
