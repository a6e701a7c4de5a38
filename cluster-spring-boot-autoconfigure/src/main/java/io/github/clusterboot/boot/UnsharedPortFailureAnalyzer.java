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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedRuntimeException;
import org.springframework.core.env.Environment;

/**
 * Explains why a worker cannot open a server socket that is not the web server's: each
 * worker opens it, and another one has the port.
 */
final class UnsharedPortFailureAnalyzer implements FailureAnalyzer {

	private static final Pattern IN_USE = Pattern.compile("(?i)address (?:is )?already in use");

	/**
	 * As Spring names one that cannot be created or started.
	 */
	private static final Pattern BEAN = Pattern.compile("bean (?:with name )?'([^']+)'");

	/**
	 * After an address, or after the word; the JDK's own message has none.
	 */
	private static final Pattern PORT = Pattern.compile("(?i)(?:[\\w.\\]*]:|\\bport\\D{0,20})(\\d{1,5})(?![:\\w.\\]])");

	private final Environment environment;

	UnsharedPortFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		// with the root cause first, which tells most
		Deque<String> spring = new ArrayDeque<>();
		Deque<String> others = new ArrayDeque<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getClass().getSimpleName().equals("PortInUseException")) {
				// the web server's own port, which Boot explains
				return null;
			}
			((cause instanceof NestedRuntimeException) ? spring : others).addFirst(String.valueOf(cause.getMessage()));
		}
		if (!this.environment.containsProperty("cluster.worker.slot") || find(IN_USE, others) == null) {
			return null;
		}
		String bean = find(BEAN, spring);
		String port = find(PORT, others);
		return new FailureAnalysis(
				"%s opens a server socket %s, which is in use. Workers share the ports of their web server only: each of them opens every other port itself, and another worker is likely to have this one."
					.formatted((bean != null) ? "The bean '" + bean + "'" : "The application",
							(port != null) ? "at port " + port : "whose port the error does not tell"),
				"Give each worker a port of its own with the property 'cluster.worker.slot', as in 'my.port=909${cluster.worker.slot:0}', or open the port in the worker of slot 0 only.",
				failure);
	}

	private static @Nullable String find(Pattern pattern, Iterable<String> messages) {
		for (String message : messages) {
			Matcher matcher = pattern.matcher(message);
			if (matcher.find()) {
				return matcher.group(matcher.groupCount());
			}
		}
		return null;
	}

}
