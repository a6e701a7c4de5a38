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

package io.github.clusterboot.session;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * There is no bean that says where Redis is, but for Boot's own. Unlike for
 * {@code @ConditionalOnMissingBean}, one that is no default candidate counts.
 */
final class OnNoRedisBean implements ConfigurationCondition {

	private static final List<Class<?>> TYPES = List.of(RedisConnectionFactory.class,
			ReactiveRedisConnectionFactory.class, DataRedisConnectionDetails.class, RedisConfiguration.class);

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory());
		return TYPES.stream()
			.map((type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false))
			.flatMap(Arrays::stream)
			.allMatch((name) -> isDefinedByBoot(beans, name));
	}

	private static boolean isDefinedByBoot(ConfigurableListableBeanFactory beans, String name) {
		String definedIn = beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name).getFactoryBeanName()
				: null;
		Class<?> type = (definedIn != null) ? beans.getType(definedIn, false) : null;
		return type != null && type.getName().startsWith("org.springframework.boot.");
	}

}
