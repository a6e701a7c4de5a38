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

import java.io.Serial;
import java.lang.reflect.Method;

import org.springframework.util.ClassUtils;

import io.github.clusterboot.boot.ExplainedException;

/**
 * The end of a method's runs cannot be known.
 */
final class UnboundedRunException extends ExplainedException {

	@Serial
	private static final long serialVersionUID = 1;

	UnboundedRunException(Method method) {
		super("@OncePerCluster does not know when a run of %s ends, as it returns a %s."
			.formatted(ClassUtils.getQualifiedMethodName(method), method.getReturnType().getSimpleName()),
				"Have the method wait for the end, or return a CompletionStage.");
	}

}
