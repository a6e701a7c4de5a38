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

package io.github.clusterboot.once;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.OncePerCluster;

/**
 * Gives beans a proxy whose {@link OncePerCluster} methods run in the leader only. It is
 * outside of a proxy for transactions, as nothing is to be begun elsewhere, and inside of
 * one for {@code @Async}, as the run is there.
 */
final class OncePerClusterPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private final transient ListableBeanFactory beans;

	private final transient MethodsOfBean methods;

	/**
	 * Those of each class: some beans are made again and again.
	 */
	private final transient Map<Class<?>, Set<Method>> known = new ConcurrentHashMap<>();

	/**
	 * Creates a post-processor.
	 * @param methods the methods of which beans
	 */
	OncePerClusterPostProcessor(MethodsOfBean methods, LeaderInterceptor interceptor, ListableBeanFactory beans) {
		this.methods = methods;
		this.beans = beans;
		this.advisor = new DefaultPointcutAdvisor(new StaticMethodMatcherPointcut() {

			@Override
			public boolean matches(Method method, Class<?> type) {
				return methods.include(AopUtils.getMostSpecificMethod(method, type));
			}

		}, interceptor);
		setBeforeExistingAdvisors(true);
		setOrder(Ordered.LOWEST_PRECEDENCE - 1);
	}

	/**
	 * A bean that has a proxy already is asked for here too: Spring would only ask
	 * whether the pointcut matches its methods.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		Class<?> type = AopUtils.getTargetClass(bean);
		Set<Method> included = this.known.computeIfAbsent(type, this::included);
		if (bean instanceof AopInfrastructureBean || included.isEmpty() || !this.methods.areOf(name, this.beans)) {
			return bean;
		}
		refuseReactive(included);
		return super.postProcessAfterInitialization(bean, name);
	}

	private Set<Method> included(Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type, this.methods::include);
		}
		catch (IllegalStateException | LinkageError ex) {
			// its methods name a class that is not there
			return Set.of();
		}
	}

	private static void refuseReactive(Set<Method> methods) {
		methods.forEach((method) -> {
			Class<?> result = method.getReturnType();
			if (!CompletionStage.class.isAssignableFrom(result)
					&& ReactiveAdapterRegistry.getSharedInstance().getAdapter(result) != null) {
				throw new UnboundedRunException(method);
			}
		});
	}

	/**
	 * A lambda has no class that could be extended.
	 */
	@Override
	protected ProxyFactory prepareProxyFactory(Object bean, String name) {
		ProxyFactory factory = super.prepareProxyFactory(bean, name);
		factory.setProxyTargetClass(!ClassUtils.isLambdaClass(bean.getClass()));
		return factory;
	}

	/**
	 * Which methods of which beans.
	 */
	enum MethodsOfBean {

		/**
		 * Methods that bear the annotation; where such a method makes a bean, it is the
		 * bean that bears it.
		 */
		ANNOTATED {

			@Override
			boolean areOf(String bean, ListableBeanFactory beans) {
				return true;
			}

			@Override
			boolean include(Method method) {
				return AnnotatedElementUtils.hasAnnotation(method, OncePerCluster.class)
						&& !AnnotatedElementUtils.hasAnnotation(method, Bean.class);
			}

		},

		/**
		 * What frameworks call of a bean that bears the annotation.
		 */
		CALLED_BY_FRAMEWORKS {

			@Override
			boolean areOf(String bean, ListableBeanFactory beans) {
				return beans.containsBean(bean)
						&& beans.findAnnotationOnBean(bean, OncePerCluster.class, false) != null;
			}

			@Override
			boolean include(Method method) {
				return EntryPoints.isEntryPoint(method);
			}

		};

		abstract boolean areOf(String bean, ListableBeanFactory beans);

		abstract boolean include(Method method);

	}

}
