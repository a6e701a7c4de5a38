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

package io.github.clusterboot.lock;

import java.util.concurrent.locks.Lock;

import net.javacrumbs.shedlock.core.LockProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.integration.support.locks.LockRegistry;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of other libraries' locks across processes, where the application
 * has no place for them. It is the last one, as what another one offers is that place.
 * Binders of Spring Cloud Stream make theirs later, in contexts of their own, and may
 * have to lock across machines.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication
public final class ClusterLockAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LockProvider.class)
	static class ShedLockConfiguration {

		@Bean("io.github.clusterboot.lockProvider")
		@ConditionalOnMissingBean
		LockProvider clusterLockProvider(ObjectProvider<Worker> worker) {
			return new ClusterLockProvider(LockSource.of(worker.getIfAvailable()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LockRegistry.class)
	@ConditionalOnMissingClass("org.springframework.cloud.stream.binder.BinderFactory")
	static class SpringIntegrationConfiguration {

		@Bean("io.github.clusterboot.lockRegistry")
		@ConditionalOnMissingBean(LockRegistry.class)
		LockRegistry<Lock> clusterLockRegistry(ObjectProvider<Worker> worker) {
			return new ClusterLockRegistry(new NamedLocks("integration:", worker.getIfAvailable()));
		}

	}

}
