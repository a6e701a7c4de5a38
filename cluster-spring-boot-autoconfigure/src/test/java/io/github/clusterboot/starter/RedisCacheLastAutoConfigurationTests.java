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

import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheManager.RedisCacheManagerBuilder;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.clusterboot.starter.RedisCacheLastAutoConfiguration.KindsButRedisSelector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisCacheLastAutoConfiguration} and
 * {@link CacheNoticeAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisCacheLastAutoConfigurationTests {

	private static final String NOTICE = "Caches are kept in the memory of each process";

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class, DataRedisAutoConfiguration.class));

	private final ApplicationContextRunner starter = this.plain.withConfiguration(
			AutoConfigurations.of(RedisCacheLastAutoConfiguration.class, CacheNoticeAutoConfiguration.class));

	private final ApplicationContextRunner caching = this.starter.withUserConfiguration(Caching.class);

	private final FilteredClassLoader withoutCaffeine = new FilteredClassLoader("com.github.benmanes.caffeine");

	@Test
	void withoutItTheCacheIsRedis() {
		this.plain.withUserConfiguration(Caching.class)
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(RedisCacheManager.class));
	}

	@Test
	void cacheOfTheClassPathIsPreferredToRedis(CapturedOutput output) {
		this.caching.run((context) -> assertThat(context).hasSingleBean(RedisConnectionFactory.class)
			.getBean(CacheManager.class)
			.isInstanceOf(CaffeineCacheManager.class));
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void simpleCacheIsPreferredToRedisAndThatIsSaid(CapturedOutput output) {
		this.caching.withClassLoader(this.withoutCaffeine)
			.run((context) -> assertThat(context).getBean(CacheManager.class)
				.isInstanceOf(ConcurrentMapCacheManager.class));
		assertThat(output).contains(NOTICE, "spring.cache.type=redis");
	}

	@Test
	void whatTheApplicationSaysHolds(CapturedOutput output) {
		this.caching.withPropertyValues("spring.cache.type=redis")
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(RedisCacheManager.class));
		this.caching.withPropertyValues("spring.cache.type=none")
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(NoOpCacheManager.class));
		this.caching.withPropertyValues("spring.cache.type=simple")
			.run((context) -> assertThat(context).getBean(CacheManager.class)
				.isInstanceOf(ConcurrentMapCacheManager.class));
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void whoHasARedisIsToldThatCachesAreNotInIt(CapturedOutput output) {
		this.caching.withPropertyValues("spring.data.redis.host=localhost")
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(CaffeineCacheManager.class));
		assertThat(output).containsOnlyOnce(NOTICE).contains("spring.cache.type=redis", "spring.cache.type=caffeine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.cache.redis.time-to-live=1m", "spring.cache.redis.cacheNullValues=false" })
	void propertiesOfACacheInRedisAreTheApplicationsWordForIt(String property, CapturedOutput output) {
		this.caching.withPropertyValues(property)
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(RedisCacheManager.class));
		assertThat(output).doesNotContain(NOTICE);
	}

	@ParameterizedTest
	@ValueSource(classes = { CacheInRedis.class, CustomCacheInRedis.class })
	void beansOfACacheInRedisAreTheApplicationsWordForIt(Class<?> configuration) {
		this.caching.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getBean(CacheManager.class).isInstanceOf(RedisCacheManager.class));
	}

	@Test
	void cacheManagerOfTheApplicationStays() {
		CacheManager own = new NoOpCacheManager();
		this.caching.withBean(CacheManager.class, () -> own)
			.run((context) -> assertThat(context).getBean(CacheManager.class).isSameAs(own));
	}

	@Test
	void withoutCachingThereIsNoCache() {
		this.starter.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class));
	}

	@Test
	void backsOffWithoutCachesOfBoot() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RedisCacheLastAutoConfiguration.class, CacheNoticeAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.cache"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheNoticeAutoConfiguration.class));
	}

	@Test
	void knowsEveryKindOfCacheThatBootKnows() throws Exception {
		Object[] types = CacheProperties.class.getMethod("getType").getReturnType().getEnumConstants();
		String[] kinds = new KindsButRedisSelector().selectImports(AnnotationMetadata.introspect(getClass()));
		assertThat(kinds).hasSize(types.length - 1)
			.allSatisfy((kind) -> assertThat(kind).endsWith("CacheConfiguration"))
			.noneMatch((kind) -> kind.toUpperCase(Locale.ROOT).contains("REDIS"));
		assertThat(Arrays.stream(kinds).map((kind) -> kind.substring(kind.lastIndexOf('.') + 1)))
			.containsSubsequence("GenericCacheConfiguration", "CaffeineCacheConfiguration", "SimpleCacheConfiguration");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	@Configuration(proxyBeanMethods = false)
	static class CacheInRedis {

		@Bean
		RedisCacheConfiguration cacheConfiguration() {
			return RedisCacheConfiguration.defaultCacheConfig();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomCacheInRedis {

		@Bean
		RedisCacheManagerBuilderCustomizer cacheCustomizer() {
			return RedisCacheManagerBuilder::enableStatistics;
		}

	}

}
