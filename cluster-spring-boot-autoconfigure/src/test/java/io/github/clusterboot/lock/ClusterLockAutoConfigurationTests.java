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

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

import net.bytebuddy.ByteBuddy;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.LockMessage;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterLockAutoConfiguration}.
 */
class ClusterLockAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ClusterAutoConfiguration.class,
			ClusterLockAutoConfiguration.class);

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void applicationThatIsNotClusteredHasLocksOfItsProcess() {
		this.elsewhere.run((context) -> {
			Lock lock = context.getBean(LockRegistry.class).obtain("x");
			assertThat(lock.tryLock()).isTrue();
			lock.unlock();
			LockProvider provider = context.getBean(LockProvider.class);
			Optional<SimpleLock> held = provider.lock(configuration("x"));
			assertThat(held).isPresent();
			assertThat(provider.lock(configuration("x"))).isEmpty();
			held.get().unlock();
			assertThat(provider.lock(configuration("x"))).isPresent();
		});
	}

	@Test
	void workerHasThoseOfTheCluster() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			primary
				.answer((
						message) -> (message instanceof LockMessage.Wanted wanted)
								? new LockMessage.Answer(wanted.request(), wanted.name().endsWith(":free")
										? LockMessage.Answer.Outcome.GRANTED : LockMessage.Answer.Outcome.TAKEN)
								: null);
			Worker worker = primary.connectWorker();
			this.elsewhere.withBean(Worker.class, () -> worker).run((context) -> {
				LockRegistry<?> registry = context.getBean(LockRegistry.class);
				assertThat(registry.obtain("taken").tryLock()).isFalse();
				Lock free = registry.obtain("free");
				assertThat(free.tryLock()).isTrue();
				free.unlock();
				LockProvider provider = context.getBean(LockProvider.class);
				assertThat(provider.lock(configuration("taken"))).isEmpty();
				provider.lock(configuration("free")).orElseThrow().unlock();
				primary.awaitMessage(LockMessage.Released.class, 2);
			});
		}
	}

	@Test
	void keyOfAnyLengthHasALock() {
		this.elsewhere.run((context) -> {
			LockRegistry<?> registry = context.getBean(LockRegistry.class);
			Lock lock = registry.obtain("x".repeat(1000));
			assertThat(lock.tryLock()).isTrue();
			assertThat(registry.obtain("x".repeat(1001))).hasToString(registry.obtain("x".repeat(1001)).toString())
				.doesNotHaveToString(lock.toString());
		});
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		LockProvider provider = (configuration) -> Optional.empty();
		LockRegistry<Lock> registry = new DefaultLockRegistry();
		this.elsewhere.withBean(LockProvider.class, () -> provider)
			.withBean(LockRegistry.class, () -> registry)
			.run((context) -> {
				assertThat(context).getBean(LockProvider.class).isSameAs(provider);
				assertThat(context).getBean(LockRegistry.class).isSameAs(registry);
			});
	}

	@Test
	void leavesTheRegistryToBindersOfSpringCloudStream() {
		ClassLoader binders = new ByteBuddy().subclass(Object.class)
			.name("org.springframework.cloud.stream.binder.BinderFactory")
			.make()
			.load(getClass().getClassLoader())
			.getLoaded()
			.getClassLoader();
		this.elsewhere.withClassLoader(binders)
			.run((context) -> assertThat(context).hasSingleBean(LockProvider.class)
				.doesNotHaveBean(LockRegistry.class));
	}

	@Test
	void backsOffWhereAnotherAutoConfigurationHasThem() {
		this.elsewhere.withConfiguration(AutoConfigurations.of(ZetaAutoConfiguration.class))
			.run((context) -> assertThat(context).getBean(LockRegistry.class).isInstanceOf(DefaultLockRegistry.class));
	}

	@Test
	void needsTheLibraries() {
		this.elsewhere.withClassLoader(new FilteredClassLoader(LockProvider.class))
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class)
				.doesNotHaveBean(ClusterLockProvider.class));
		this.elsewhere.withClassLoader(new FilteredClassLoader(LockRegistry.class))
			.run((context) -> assertThat(context).hasSingleBean(LockProvider.class)
				.doesNotHaveBean(ClusterLockRegistry.class));
	}

	@Test
	void applicationWithoutAWebServerHasNone() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(LockProvider.class)
				.doesNotHaveBean(LockRegistry.class));
	}

	private static LockConfiguration configuration(String name) {
		return new LockConfiguration(Instant.now(), name, Duration.ofHours(1), Duration.ZERO);
	}

	/**
	 * What another library brings, though its name comes last.
	 */
	@AutoConfiguration
	static final class ZetaAutoConfiguration {

		@Bean
		@ConditionalOnMissingBean(LockRegistry.class)
		DefaultLockRegistry anotherLockRegistry() {
			return new DefaultLockRegistry();
		}

	}

}
