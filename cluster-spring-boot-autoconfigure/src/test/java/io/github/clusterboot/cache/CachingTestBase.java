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

package io.github.clusterboot.cache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.Arguments;
import org.mockito.Mockito;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.ManagedServer;
import io.github.clusterboot.worker.Worker;

/**
 * Workers with local caches.
 */
abstract class CachingTestBase {

	static final List<Arguments> managers = List.of(
			Arguments.of((Managers) ConcurrentMapCacheManager::new, ConcurrentMapCache.class),
			Arguments.of((Managers) CachingTestBase::byValue, ConcurrentMapCache.class),
			Arguments.of((Managers) CaffeineCacheManager::new, CaffeineCache.class),
			Arguments.of((Managers) CachingTestBase::async, CaffeineCache.class),
			Arguments.of((Managers) () -> simple(new ConcurrentMapCache("owners")), ConcurrentMapCache.class),
			Arguments.of((Managers) () -> simple(new CaffeineCache("owners", Caffeine.newBuilder().build())),
					CaffeineCache.class));

	InJvmPrimary primary;

	volatile int wanted = 2;

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@BeforeEach
	void open() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status()) : null);
	}

	@AfterEach
	void close() throws Exception {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.primary.close();
	}

	private ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, this.wanted, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of());
	}

	/**
	 * Another entry stays, but for a clear.
	 */
	static void evicts(Cache there, Runnable action) {
		there.putIfAbsent("a", "1");
		action.run();
		Awaitility.await().until(() -> there.get("a") == null);
	}

	ConfigurableApplicationContext worker(Managers managers, Class<?>... components) throws IOException {
		Worker worker = this.primary.connectWorker();
		serve(worker);
		return context(worker, managers, components);
	}

	/**
	 * One that shares no port cannot take connections.
	 */
	static void serve(Worker worker) throws IOException {
		worker.listen(new InetSocketAddress("127.0.0.1", 0), 1, false, Mockito.mock(ManagedServer.class));
		worker.accept();
	}

	ConfigurableApplicationContext context(Worker worker, Managers managers, Class<?>... components) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(Worker.class, () -> worker);
		context.registerBean("manager", CacheManager.class, managers::create);
		context.register(ClusterCacheAutoConfiguration.class);
		if (components.length > 0) {
			context.register(components);
		}
		context.refresh();
		this.contexts.add(context);
		return context;
	}

	static CacheManager byValue() {
		ConcurrentMapCacheManager manager = new ConcurrentMapCacheManager();
		manager.setBeanClassLoader(CachingTestBase.class.getClassLoader());
		manager.setStoreByValue(true);
		return manager;
	}

	static CacheManager async() {
		CaffeineCacheManager manager = new CaffeineCacheManager();
		manager.setAsyncCacheMode(true);
		return manager;
	}

	static CacheManager simple(Cache cache) {
		SimpleCacheManager manager = new SimpleCacheManager();
		manager.setCaches(List.of(cache));
		return manager;
	}

	/**
	 * Makes a manager for each worker.
	 */
	interface Managers {

		CacheManager create();

	}

}
