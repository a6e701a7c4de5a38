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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.util.ClassUtils;

/**
 * Has a manager give out caches that tell other workers what they evict. Caches of the
 * application's own classes stay as they are.
 */
final class LocalCaches implements MethodInterceptor {

	static final boolean CAFFEINE = ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine", null)
			&& ClassUtils.isPresent("org.springframework.cache.caffeine.CaffeineCacheManager", null);

	private final Evictions evictions;

	private final ClassLoader classLoader;

	private final Map<String, Cache> caches = new ConcurrentHashMap<>();

	LocalCaches(Evictions evictions, ClassLoader classLoader) {
		this.evictions = evictions;
		this.classLoader = classLoader;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object result = invocation.proceed();
		switch (invocation.getMethod().getName()) {
			case "resetCaches" -> this.caches.keySet().forEach(this::cleared);
			case "removeCache" -> remove((String) invocation.getArguments()[0]);
			default -> {
				return (result instanceof Cache cache) ? shared(cache) : result;
			}
		}
		return result;
	}

	private void cleared(String name) {
		this.evictions.evict(name, null);
	}

	private void remove(String name) {
		if (this.caches.remove(name) != null) {
			this.evictions.forget(name);
			cleared(name);
		}
	}

	/**
	 * A manager can have replaced the cache of a name.
	 */
	private Cache shared(Cache cache) {
		Cache known = this.caches.get(cache.getName());
		return (known != null && isOf(cache, known)) ? known : this.caches.compute(cache.getName(),
				(name, other) -> (other != null && isOf(cache, other)) ? other : share(cache));
	}

	private static boolean isOf(Cache cache, Cache shared) {
		return cache.getNativeCache() == shared.getNativeCache();
	}

	private Cache share(Cache cache) {
		if (cache.getClass() == ConcurrentMapCache.class) {
			return new EvictingConcurrentMapCache((ConcurrentMapCache) cache, this.evictions, this.classLoader);
		}
		return (CAFFEINE && cache.getClass() == CaffeineCache.class)
				? EvictingCaffeineCache.of((CaffeineCache) cache, this.evictions) : cache;
	}

}
