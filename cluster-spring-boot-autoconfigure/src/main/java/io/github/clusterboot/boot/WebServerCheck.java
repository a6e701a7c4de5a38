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

package io.github.clusterboot.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.server.WebServerFactory;

import io.github.clusterboot.worker.Worker;

/**
 * Ends a worker whose web server cannot share a port. When the server's factory is made,
 * no port is open and hardly any bean of the application exists.
 *
 * @param worker this process as a worker, if it is one
 */
record WebServerCheck(ObjectProvider<Worker> worker) implements BeanPostProcessor {

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof WebServerFactory factory) {
			String obstacle = WebServers.obstacle(factory.getClass());
			if (obstacle != null) {
				this.worker.ifAvailable((worker) -> worker.endUnclustered(obstacle));
			}
		}
		return bean;
	}

}
