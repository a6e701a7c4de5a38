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

package io.github.clusterboot.doctor;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.OncePerCluster;
import io.github.clusterboot.boot.SchedulingMode;

/**
 * Finds the scheduled methods that run in each worker.
 */
final class ScheduledMethods {

	/**
	 * A method with it runs in one process at a time, too.
	 */
	private static final String SHED_LOCK = "net.javacrumbs.shedlock.spring.annotation.SchedulerLock";

	private ScheduledMethods() {
	}

	static Stream<String> find(Beans beans) {
		boolean once = beans.property("cluster.scheduling", SchedulingMode.EACH) == SchedulingMode.ONCE;
		if (once || !beans.have(ScheduledAnnotationBeanPostProcessor.class.getName())) {
			return Stream.empty();
		}
		return beans.all().stream().flatMap((bean) -> find(bean, beans));
	}

	private static Stream<String> find(Beans.Bean bean, Beans beans) {
		Class<?> type = (bean.type() != null) ? ClassUtils.getUserClass(bean.type()) : Object.class;
		if (!AnnotationUtils.isCandidateClass(type, Scheduled.class) || isOfSpring(type)) {
			return Stream.empty();
		}
		return MethodIntrospector.selectMethods(type, ScheduledMethods::runsInEachWorker)
			.stream()
			.filter((method) -> beans.factory().findAnnotationOnBean(bean.name(), OncePerCluster.class, false) == null)
			.map((method) -> ClassUtils.getQualifiedName(method.getDeclaringClass()) + "." + method.getName());
	}

	/**
	 * Most beans are Spring's, and have nothing of that kind. Some of its samples are in
	 * the same package.
	 */
	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	private static boolean runsInEachWorker(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return annotations.isPresent(Scheduled.class) && !annotations.isPresent(OncePerCluster.class)
				&& !annotations.isPresent(SHED_LOCK);
	}

}
