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

import java.util.function.IntSupplier;

import javax.sql.DataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Refuses a database that only one process can open, when its bean is made: before others
 * wrap or use it.
 *
 * @param workers how many workers there are to be
 */
record LockedDatabaseCheck(IntSupplier workers) implements BeanPostProcessor, PriorityOrdered {

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataSource dataSource) {
			DatabaseUrl.of(dataSource)
				.filter((url) -> DatabaseSharing.of(url) == DatabaseSharing.LOCKED)
				.ifPresent(this::refuse);
		}
		return bean;
	}

	private void refuse(String url) {
		int number = this.workers.getAsInt();
		if (number > 1) {
			throw new LockedDatabaseException(DatabaseUrl.withoutParameters(url), number);
		}
	}

}
