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

import java.lang.reflect.Array;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Goes on in the leader only.
 *
 * @param runs counts the runs
 */
record LeaderInterceptor(LeaderRuns runs) implements MethodInterceptor {

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (!this.runs.begin()) {
			return nothing(invocation.getMethod().getReturnType());
		}
		CompletionStage<?> stage = null;
		try {
			Object result = invocation.proceed();
			stage = (result instanceof CompletionStage<?> pending) ? pending : null;
			return result;
		}
		finally {
			if (stage != null) {
				stage.whenComplete((result, failure) -> this.runs.end());
			}
			else {
				this.runs.end();
			}
		}
	}

	private static @Nullable Object nothing(Class<?> type) {
		if (type.isPrimitive() && type != void.class) {
			return Array.get(Array.newInstance(type, 1), 0);
		}
		boolean stage = CompletionStage.class.isAssignableFrom(type) && type.isAssignableFrom(CompletableFuture.class);
		return stage ? CompletableFuture.completedFuture(null) : null;
	}

}
