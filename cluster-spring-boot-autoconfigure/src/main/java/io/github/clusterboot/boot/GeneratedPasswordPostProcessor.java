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

import java.io.IOException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

import io.github.clusterboot.ipc.Message.Password;
import io.github.clusterboot.worker.Worker;

/**
 * Gives Spring Security's default user the password that he has in all workers, where
 * Boot would use one that is generated in each. The first worker logs it in the words and
 * with the logger of Boot, which logs none that it has not generated.
 *
 * @param worker this process as a worker, if it is one
 * @param beans knows whether Boot's default user is there
 */
record GeneratedPasswordPostProcessor(ObjectProvider<Worker> worker, BeanFactory beans) implements BeanPostProcessor {

	private static final String SERVLET = UserDetailsServiceAutoConfiguration.class.getName();

	private static final String REACTIVE = ReactiveUserDetailsServiceAutoConfiguration.class.getName();

	private static final String LOGGED = "%n%nUsing generated security password: %s%n%nThis generated password is for "
			+ "development use only. Your security configuration must be updated before running your application in "
			+ "production.%n";

	private static final Logger logger = LoggerFactory.getLogger(SERVLET);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SecurityProperties properties && properties.getUser().isPasswordGenerated()
				&& (this.beans.containsBean(SERVLET) || this.beans.containsBean(REACTIVE))) {
			this.worker.ifAvailable((worker) -> share(properties.getUser(), worker));
		}
		return bean;
	}

	private static void share(SecurityProperties.User user, Worker worker) {
		try {
			Password password = worker.generatedPassword();
			user.setPassword(password.password());
			if (password.first()) {
				logger.warn("{}", LOGGED.formatted(password.password()));
			}
		}
		catch (IOException ex) {
			logger.warn("The user {} has another password in each worker: {}", user.getName(), ex.getMessage());
		}
	}

}
