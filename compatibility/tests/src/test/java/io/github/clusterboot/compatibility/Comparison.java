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

package io.github.clusterboot.compatibility;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;

/**
 * What an application is with a starter, beside what it is without.
 *
 * @param variant the variant with the starter
 * @param plain the application without
 * @param other the application with it
 */
record Comparison(Variant variant, Observation plain, Observation other) {

	/**
	 * What Boot and its friends define with the jars that README says the full starter
	 * brings, by the beginnings of types.
	 */
	private static final List<String> WITH_FULL_STARTER = List.of(
			// Redis
			"io.lettuce.core.", "org.springframework.data.redis.", "org.springframework.boot.data.redis.",
			// its health, which is that of where sessions are
			"org.springframework.boot.health.contributor.HealthIndicatorAdapter",
			// sessions
			"org.springframework.boot.session.",
			"org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean",
			// Spring Data, which comes with its client
			"org.springframework.boot.data.autoconfigure.", "org.springframework.boot.data.metrics.",
			"org.springframework.data.web.", "org.springframework.data.geo.",
			// Spring's transactions, which come with Spring Data
			"org.springframework.boot.transaction.autoconfigure.",
			"org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslation",
			"org.springframework.dao.annotation.PersistenceExceptionTranslationPostProcessor",
			// what Boot would measure of a cache in Redis
			"org.springframework.boot.cache.metrics.RedisCacheMeterBinderProvider",
			"org.springframework.boot.cache.autoconfigure.metrics.CacheMeterBinderProvidersConfiguration$RedisCache",
			// Netty and Reactor, which the client uses
			"org.springframework.boot.netty.autoconfigure.", "org.springframework.boot.LazyInitializationExcludeFilter",
			"org.springframework.boot.health.registry.DefaultReactiveHealthContributorRegistry",
			"org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration$Reactive");

	/**
	 * What Boot does not define beside the full starter, whose Redis README says is for
	 * sessions alone: repositories in it, and its health.
	 */
	private static final List<String> NOT_WITH_FULL_STARTER = List.of(
			"org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration",
			"org.springframework.data.redis.core.RedisKeyValue", "org.springframework.data.redis.core.convert.",
			"org.springframework.data.redis.core.mapping.RedisMappingContext",
			"org.springframework.boot.data.redis.autoconfigure.health.", "org.springframework.boot.data.redis.health.");

	private static final List<String> OWN = List.of("io.github.clusterboot.", "org.springframework.session.");

	/**
	 * By which workers register filters of their own.
	 */
	private static final Set<String> OWN_REGISTRATIONS = Set.of("clusterAskedWorkerFilter",
			"clusterWorkerHeaderFilter");

	/**
	 * The endpoint whose levels a worker sets in all workers.
	 */
	private static final Set<String> REPLACED_IN_WORKERS = Set.of("loggersEndpoint");

	/**
	 * What is a proxy of its class in a worker among others.
	 */
	private static final Set<String> PROXIED_AMONG_WORKERS = Set.of("cacheManager");

	/**
	 * That a Redis for development was started for the sessions.
	 */
	private static final String OF_REDIS = ".*\\.EmbeddedRedis: .*";

	/**
	 * Asserts that nothing is different, but for what is warned of.
	 * @param expectedWarnings the only warnings that the starter adds, each of which is
	 * in exactly one line
	 */
	void assertSame(String... expectedWarnings) {
		SoftAssertions softly = new SoftAssertions();
		softly.assertThat(this.other.answers()).as("answers").isEqualTo(this.plain.answers());
		if (!this.other.clustered()) {
			softly.assertThat(this.other.written()).as("answers once written").isEqualTo(this.plain.written());
		}
		softly.assertThat(missingBeans()).as("beans that are missing").isEmpty();
		softly.assertThat(addedBeans()).as("beans that were added").isEmpty();
		softly.assertThat(this.other.exitCode()).as("exit code after TERM").isEqualTo(143);
		softly.assertThat(this.plain.exitCode()).as("exit code after TERM").isEqualTo(143);
		SortedSet<String> warnings = new TreeSet<>(this.other.log().warnings());
		warnings.removeAll(this.plain.log().warnings());
		warnings.removeIf((warning) -> this.variant == Variant.FULL && warning.matches(OF_REDIS));
		for (String expected : expectedWarnings) {
			softly.assertThat(this.other.log().count("WARN .*" + expected)).as("warnings of " + expected).isEqualTo(1);
			warnings.removeIf((warning) -> warning.contains(Log.withoutNumbers(expected)));
		}
		softly.assertThat(warnings).as("warnings that were added").isEmpty();
		softly.assertAll();
	}

	private List<Bean> missingBeans() {
		return this.plain.beans()
			.stream()
			.filter((bean) -> !otherBeans().contains(bean))
			.filter((bean) -> !this.other.clustered() || !REPLACED_IN_WORKERS.contains(bean.name()))
			.filter((bean) -> this.variant != Variant.FULL
					|| NOT_WITH_FULL_STARTER.stream().noneMatch(bean.type()::startsWith))
			.toList();
	}

	private List<Bean> addedBeans() {
		return otherBeans().stream()
			.filter((bean) -> !this.plain.beans().contains(bean))
			.filter((bean) -> !this.other.clustered() || !OWN_REGISTRATIONS.contains(bean.name()))
			.filter((bean) -> expectedTypes().noneMatch(bean.type()::startsWith))
			.toList();
	}

	private Set<Bean> otherBeans() {
		return this.other.beans()
			.stream()
			.map((bean) -> isProxied(bean) ? bean.unproxied() : bean)
			.collect(Collectors.toSet());
	}

	private boolean isProxied(Bean bean) {
		return this.other.workers() > 1 && PROXIED_AMONG_WORKERS.contains(bean.name());
	}

	private Stream<String> expectedTypes() {
		return Stream.concat(OWN.stream(), (this.variant == Variant.FULL) ? WITH_FULL_STARTER.stream() : Stream.of());
	}

}
