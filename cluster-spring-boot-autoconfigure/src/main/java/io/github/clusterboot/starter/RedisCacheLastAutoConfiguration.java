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
import java.util.Set;
import java.util.stream.StreamSupport;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.MethodMetadata;

/**
 * Lets Spring Boot try a cache in Redis last, so that Redis, which is there for sessions,
 * does not become the cache of an application that says nothing of its cache. With
 * {@code spring.cache.type=redis} it still is, and where the application says how a cache
 * in Redis is to be, Boot's order stays as it is.
 * <p>
 * This only changes an order: it imports what Boot imports for the kinds of cache, but
 * Redis, immediately before Boot does, and never matches itself, as a selector is no
 * bean. What is imported twice stays in its first place, and Boot's conditions alone
 * decide about it.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(CacheAutoConfiguration.class)
@Conditional(RedisCacheLastAutoConfiguration.NotDescribedCondition.class)
@ConditionalOnBean(RedisCacheLastAutoConfiguration.KindsButRedisSelector.class)
@Import(RedisCacheLastAutoConfiguration.KindsButRedisSelector.class)
public final class RedisCacheLastAutoConfiguration {

	static final class KindsButRedisSelector implements ImportSelector {

		@Override
		public String[] selectImports(AnnotationMetadata metadata) {
			Import ofBoot = AnnotatedElementUtils.findMergedAnnotation(CacheAutoConfiguration.class, Import.class);
			Class<?>[] imported = (ofBoot != null) ? ofBoot.value() : new Class<?>[0];
			return Arrays.stream(imported)
				.filter(ImportSelector.class::isAssignableFrom)
				.map((selector) -> (ImportSelector) BeanUtils.instantiateClass(selector))
				.flatMap((selector) -> Arrays.stream(selector.selectImports(metadata)))
				.filter((kind) -> !kind.endsWith(".RedisCacheConfiguration"))
				.toArray(String[]::new);
		}

	}

	/**
	 * That the application does not say how a cache in Redis is to be: neither by
	 * properties, nor by beans as far as they are known when imports are looked for.
	 */
	static final class NotDescribedCondition implements Condition {

		private static final ConfigurationPropertyName PROPERTIES = ConfigurationPropertyName.of("spring.cache.redis");

		private static final Set<String> BEANS = Set.of("org.springframework.data.redis.cache.RedisCacheConfiguration",
				"org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer");

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			BeanDefinitionRegistry registry = context.getRegistry();
			return StreamSupport.stream(ConfigurationPropertySources.get(context.getEnvironment()).spliterator(), false)
				.noneMatch((source) -> source.containsDescendantOf(PROPERTIES) == ConfigurationPropertyState.PRESENT)
					&& Arrays.stream(registry.getBeanDefinitionNames())
						.map(registry::getBeanDefinition)
						.noneMatch(NotDescribedCondition::describes);
		}

		private static boolean describes(BeanDefinition definition) {
			return definition instanceof AnnotatedBeanDefinition annotated && annotated.getMetadata()
				.getAnnotatedMethods(Bean.class.getName())
				.stream()
				.map(MethodMetadata::getReturnTypeName)
				.anyMatch(BEANS::contains);
		}

	}

}
