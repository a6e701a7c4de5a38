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

package io.github.clusterboot.messaging;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import org.springframework.util.StringUtils;

import io.github.clusterboot.ClusterException;

/**
 * Tells why a message has failed.
 */
final class Failures {

	private static final int MAX_LENGTH = 1000;

	private Failures() {
	}

	/**
	 * What the application is told.
	 */
	static ClusterException exception(Throwable failure) {
		Throwable cause = cause(failure);
		if (cause instanceof TimeoutException) {
			return new ClusterException("there was no answer within %d s".formatted(Questions.PATIENCE.toSeconds()),
					cause);
		}
		return (cause instanceof ClusterException known) ? known : new ClusterException(reason(cause), cause);
	}

	/**
	 * What another worker is told.
	 */
	static String reason(Throwable failure) {
		Throwable cause = cause(failure);
		String message = cause.getMessage();
		return StringUtils.truncate((message != null) ? message : cause.toString(), MAX_LENGTH);
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapped = failure instanceof CompletionException || failure instanceof UndeclaredThrowableException;
		return (wrapped && cause != null) ? cause(cause) : failure;
	}

}
