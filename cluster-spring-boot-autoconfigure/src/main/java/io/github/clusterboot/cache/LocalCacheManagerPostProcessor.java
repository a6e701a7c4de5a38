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
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.core.env.Environment;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.Worker;

/**
 * Puts the local cache managers of a worker into proxies of their classes: caches are
 * made when they are asked for, and managers tell nobody of it. The manager of an only
 * worker stays as it is.
 */
final class LocalCacheManagerPostProcessor implements SmartInstantiationAwareBeanPostProcessor, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(LocalCacheManagerPostProcessor.class);

	private final ObjectProvider<Worker> worker;

	private final boolean enabled;

	/**
	 * Those that were needed before they were initialized.
	 */
	private final Map<String, Object> early = new ConcurrentHashMap<>();

	private final List<Runnable> ends = new CopyOnWriteArrayList<>();

	LocalCacheManagerPostProcessor(ObjectProvider<Worker> worker, Environment environment) {
		this.worker = worker;
		this.enabled = environment.getProperty("cluster.cache.evict", Boolean.class, true);
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.put(beanName, bean);
		return share(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (this.early.remove(beanName) == bean) ? bean : share(bean, beanName);
	}

	private Object share(Object bean, String name) {
		Worker connected = (this.enabled && isLocal(bean)) ? this.worker.getIfAvailable() : null;
		if (connected == null || isOnly(connected, name)) {
			return bean;
		}
		if (!canBeProxied(bean.getClass())) {
			logger.warn(
					"What is evicted from the caches of '{}' stays in other workers, as {} or a method of it is final",
					name, bean.getClass().getName());
			return bean;
		}
		Evictions evictions = new Evictions(connected.mailbox(), "cache/" + name, connected::hasAccepted);
		this.ends.add(evictions::close);
		ClassLoader classLoader = bean.getClass().getClassLoader();
		ProxyFactory proxy = new ProxyFactory(bean);
		proxy.setProxyTargetClass(true);
		proxy.setOpaque(true);
		proxy.addAdvice(new LocalCaches(evictions, classLoader));
		return proxy.getProxy(classLoader);
	}

	private static boolean isLocal(Object bean) {
		return bean instanceof ConcurrentMapCacheManager || bean instanceof SimpleCacheManager
				|| (LocalCaches.CAFFEINE && bean instanceof CaffeineCacheManager);
	}

	/**
	 * Whether there are to be no others. It is told if that changes.
	 */
	private boolean isOnly(Worker worker, String manager) {
		AtomicBoolean told = new AtomicBoolean();
		Runnable end = worker.onEvent((event) -> {
			if (event.type().equals("SCALING") && !told.getAndSet(true)) {
				logger.warn(
						"Changes of the caches of '{}' in worker {} and in those that are added stay apart, as it was "
								+ "the only worker when it started: reload the cluster",
						manager, worker.id());
			}
		});
		try {
			ClusterStatus status = worker.status();
			if (status.wanted() + status.standby() == 1) {
				this.ends.add(end);
				return true;
			}
		}
		catch (IOException ex) {
			logger.debug("The primary does not tell how many workers there are to be", ex);
		}
		end.run();
		return false;
	}

	/**
	 * A final method would run on the proxy, which has no fields. Those of Spring are for
	 * its own use.
	 */
	private static boolean canBeProxied(@Nullable Class<?> type) {
		return type == null || type.getName().startsWith("org.springframework.")
				|| (!Modifier.isFinal(type.getModifiers())
						&& Stream.of(type.getDeclaredMethods()).noneMatch(LocalCacheManagerPostProcessor::isFinal)
						&& canBeProxied(type.getSuperclass()));
	}

	private static boolean isFinal(Method method) {
		int modifiers = method.getModifiers();
		return Modifier.isFinal(modifiers) && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers);
	}

	@Override
	public void destroy() {
		this.ends.forEach(Runnable::run);
	}

}
