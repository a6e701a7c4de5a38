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

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.once.OncePerClusterPostProcessor.MethodsOfBean;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of what only one worker runs.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClusterWorker
public final class OncePerClusterAutoConfiguration {

	@Bean("io.github.clusterboot.onceAnnotatedMethods")
	static OncePerClusterPostProcessor onceAnnotatedMethods(ObjectProvider<Worker> worker, ListableBeanFactory beans) {
		return postProcessor(MethodsOfBean.ANNOTATED, worker, beans);
	}

	@Bean("io.github.clusterboot.onceAnnotatedBeans")
	static OncePerClusterPostProcessor onceAnnotatedBeans(ObjectProvider<Worker> worker, ListableBeanFactory beans) {
		return postProcessor(MethodsOfBean.CALLED_BY_FRAMEWORKS, worker, beans);
	}

	private static OncePerClusterPostProcessor postProcessor(MethodsOfBean methods, ObjectProvider<Worker> worker,
			ListableBeanFactory beans) {
		return new OncePerClusterPostProcessor(methods, new LeaderInterceptor(new LeaderRuns(worker::getIfAvailable)),
				beans);
	}

	/**
	 * Behind the configurers of the application, which were registered before, and with
	 * the scheduler that they have set. The property is read then, as an application that
	 * is processed ahead of time may be given it later.
	 */
	@Bean("io.github.clusterboot.schedulingConfigurer")
	SchedulingConfigurer clusterSchedulingConfigurer(ObjectProvider<Worker> worker, Environment environment) {
		return (registrar) -> {
			TaskScheduler scheduler = registrar.getScheduler();
			if (scheduler != null && "once".equalsIgnoreCase(environment.getProperty("cluster.scheduling"))) {
				registrar.setTaskScheduler(new OnceTaskScheduler(scheduler, new LeaderRuns(worker::getIfAvailable)));
			}
		};
	}

}
