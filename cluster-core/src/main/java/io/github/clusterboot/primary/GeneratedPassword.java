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

package io.github.clusterboot.primary;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message;

/**
 * The password of Spring Security's default user, where the application has configured
 * none: each worker would generate one of its own. It lives as long as the cluster. Not
 * thread-safe.
 */
final class GeneratedPassword {

	private @Nullable String value;

	Message.Password answer(Message.PasswordQuery query) {
		String password = this.value;
		boolean first = password == null;
		if (password == null) {
			// as Spring Boot does; the random numbers are secure ones
			password = UUID.randomUUID().toString();
			this.value = password;
		}
		return new Message.Password(query.request(), password, first);
	}

}
