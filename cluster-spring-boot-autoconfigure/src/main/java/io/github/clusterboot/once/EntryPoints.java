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

import org.springframework.boot.ApplicationArguments;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;

/**
 * The methods of a bean that Spring calls by itself.
 */
final class EntryPoints {

	private EntryPoints() {
	}

	static boolean isEntryPoint(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
				|| AnnotatedElementUtils.hasAnnotation(method, Schedules.class)
				|| AnnotatedElementUtils.hasAnnotation(method, EventListener.class) || isRun(method);
	}

	private static boolean isRun(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return method.getName().equals("run") && parameters.length == 1
				&& (parameters[0] == ApplicationArguments.class || parameters[0] == String[].class);
	}

}
