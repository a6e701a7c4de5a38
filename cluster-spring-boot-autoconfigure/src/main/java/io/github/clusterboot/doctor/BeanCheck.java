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

import java.util.function.Consumer;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Looks at the beans of a type when they are made, before others wrap or use them.
 *
 * @param <T> the type
 */
final class BeanCheck<T> implements BeanPostProcessor, PriorityOrdered {

	private final Class<T> type;

	private final Consumer<T> check;

	BeanCheck(Class<T> type, Consumer<T> check) {
		this.type = type;
		this.check = check;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.type.isInstance(bean)) {
			this.check.accept(this.type.cast(bean));
		}
		return bean;
	}

}
