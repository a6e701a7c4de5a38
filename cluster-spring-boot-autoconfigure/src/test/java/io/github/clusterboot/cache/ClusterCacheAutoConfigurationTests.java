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

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheManagerProxy;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterCacheAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterCacheAutoConfigurationTests extends CachingTestBase {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterCacheAutoConfiguration.class));

	@ParameterizedTest
	@FieldSource("io.github.clusterboot.cache.CachingTestBase#managers")
	void managerAndCachesAreWhatTheyWere(Managers managers, Class<?> type) throws Exception {
		CacheManager plain = managers.create();
		CacheManager manager = worker(() -> plain).getBean(CacheManager.class);
		assertThat(manager).isInstanceOf(plain.getClass());
		Cache cache = manager.getCache("owners");
		assertThat(cache).isInstanceOf(type).isSameAs(manager.getCache("owners"));
		assertThat(cache.getName()).isEqualTo("owners");
		assertThat(cache.getNativeCache()).isSameAs(plain.getCache("owners").getNativeCache());
		cache.put("a", "1");
		assertThat(plain.getCache("owners").get("a", String.class)).isEqualTo("1");
		plain.getCache("owners").put("a", null);
		assertThat(cache.get("a")).isNotNull();
		assertThat(cache.get("a").get()).isNull();
		assertThat(manager.getCacheNames()).containsExactly("owners");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void annotatedMethodsFillAndPut(boolean caffeine) throws Exception {
		Managers managers = caffeine ? CachingTestBase::async : ConcurrentMapCacheManager::new;
		Owners here = worker(managers, Caching.class, Owners.class).getBean(Owners.class);
		Owners there = worker(managers, Caching.class, Owners.class).getBean(Owners.class);
		find(here, there, here, there);
		there.find(4);
		here.remove(4);
		Awaitility.await().until(() -> there.find(4) != null && there.loads(4) > 1);
		find(here, there);
		for (long id = 1; id <= 3; id++) {
			assertThat(here.loads(id)).isEqualTo(1);
			assertThat(there.loads(id)).isEqualTo(1);
		}
		here.rename(1, "new");
		Awaitility.await().until(() -> there.find(1) != null && there.loads(1) > 1);
		assertThat(here.find(1)).isEqualTo("new");
	}

	private static void find(Owners... workers) {
		for (Owners owners : workers) {
			assertThat(owners.find(1)).isEqualTo("1 loaded");
			assertThat(owners.findLater(2).join()).isEqualTo("2 loaded");
			assertThat(owners.findOnce(3)).isEqualTo("3 loaded");
		}
	}

	@Test
	void transactionAwareManagerHandsOnToTheOneThatIsABean() throws Exception {
		Cache here = new TransactionAwareCacheManagerProxy(
				worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class))
			.getCache("owners");
		Cache there = worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class).getCache("owners");
		evicts(there, () -> here.put("a", "2"));
	}

	@Test
	void managerThatHasReplacedACacheIsFollowed() throws Exception {
		ConcurrentMapCacheManager here = worker(ConcurrentMapCacheManager::new)
			.getBean(ConcurrentMapCacheManager.class);
		Cache before = here.getCache("owners");
		here.setCacheNames(List.of("owners"));
		assertThat(here.getCache("owners")).isNotSameAs(before);
		here.getCache("owners").put("a", "1");
		Cache there = worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class).getCache("owners");
		there.evict("a");
		Awaitility.await().until(() -> here.getCache("owners").get("a") == null);
	}

	@Test
	void managersThatDropCachesTellIt() throws Exception {
		ConcurrentMapCacheManager here = worker(ConcurrentMapCacheManager::new)
			.getBean(ConcurrentMapCacheManager.class);
		Cache there = worker(ConcurrentMapCacheManager::new).getBean(CacheManager.class).getCache("owners");
		assertThat(here.getCache("owners")).isNotNull();
		evicts(there, here::resetCaches);
		evicts(there, () -> here.removeCache("owners"));
	}

	@Test
	void managerThatIsNeededBeforeItIsThereIsShared() throws Exception {
		Worker worker = this.primary.connectWorker();
		serve(worker);
		this.runner.withBean(Worker.class, () -> worker)
			.withAllowCircularReferences(true)
			.withUserConfiguration(CircleConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(CircularManager.class)
				.isSameAs(context.getBean(NeedsManager.class).manager));
	}

	@Test
	void noWorkerHasNothingElse() {
		this.runner.withBean(CacheManager.class, ConcurrentMapCacheManager::new)
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterCacheAutoConfiguration.class)
				.getBean(CacheManager.class)
				.hasSameClassAs(new ConcurrentMapCacheManager()));
	}

	@Test
	void onlyWorkerHasNothingElse(CapturedOutput output) throws Exception {
		this.wanted = 1;
		CacheManager plain = new ConcurrentMapCacheManager();
		assertThat(worker(() -> plain).getBean(CacheManager.class)).isSameAs(plain);
		this.primary.awaitMessage(Message.Subscription.class, 1);
		this.primary.send(new Message.Happened(new LoggedEvent(1, Instant.EPOCH, "SCALING", null, null, null, null,
				null, null, "Scaling from 1 worker to 2")));
		Awaitility.await()
			.until(() -> output.toString()
				.contains("Changes of the caches of 'manager' in worker 1 and in those that are added stay apart"));
	}

	@Test
	void canBeSwitchedOff() throws Exception {
		Worker worker = this.primary.connectWorker();
		this.runner.withBean(Worker.class, () -> worker)
			.withPropertyValues("cluster.cache.evict=false")
			.withBean(CacheManager.class, ConcurrentMapCacheManager::new)
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.hasSameClassAs(new ConcurrentMapCacheManager()));
	}

	@Test
	void otherManagersAndCachesStayAsTheyAre() throws Exception {
		CacheManager none = new NoOpCacheManager();
		assertThat(worker(() -> none).getBean(CacheManager.class)).isSameAs(none);
		FinalManager last = new FinalManager();
		assertThat(worker(() -> last).getBean(CacheManager.class)).isSameAs(last);
		ManagerWithFinalMethod closed = new ManagerWithFinalMethod();
		assertThat(worker(() -> closed).getBean(CacheManager.class)).isSameAs(closed);
		Cache own = new ConcurrentMapCache("owners") {
		};
		assertThat(worker(() -> simple(own)).getBean(CacheManager.class).getCache("owners")).isSameAs(own);
	}

	/**
	 * An application's own.
	 */
	static final class FinalManager extends ConcurrentMapCacheManager {

	}

	/**
	 * A proxy of it would call that method without its fields.
	 */
	static class ManagerWithFinalMethod extends ConcurrentMapCacheManager {

		private final Set<String> names = new HashSet<>();

		final void register(String name) {
			this.names.add(name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ CircularManager.class, NeedsManager.class })
	static class CircleConfiguration {

	}

	/**
	 * Needs what needs it.
	 */
	static class CircularManager extends ConcurrentMapCacheManager {

		@Autowired
		void setOther(NeedsManager other) {
		}

	}

	/**
	 * Needs what needs it.
	 */
	static class NeedsManager {

		@Autowired
		private CacheManager manager;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	/**
	 * A component whose methods are cached.
	 */
	public static class Owners {

		private final Map<Long, Integer> loads = new ConcurrentHashMap<>();

		int loads(long id) {
			return this.loads.getOrDefault(id, 0);
		}

		private String load(long id) {
			this.loads.merge(id, 1, Integer::sum);
			return id + " loaded";
		}

		@Cacheable("owners")
		public String find(long id) {
			return load(id);
		}

		@Cacheable("owners")
		public CompletableFuture<String> findLater(long id) {
			return CompletableFuture.supplyAsync(() -> load(id));
		}

		@Cacheable(cacheNames = "owners", sync = true)
		public String findOnce(long id) {
			return load(id);
		}

		@CachePut(cacheNames = "owners", key = "#id")
		public String rename(long id, String name) {
			return name;
		}

		@CacheEvict("owners")
		public void remove(long id) {
		}

	}

}
