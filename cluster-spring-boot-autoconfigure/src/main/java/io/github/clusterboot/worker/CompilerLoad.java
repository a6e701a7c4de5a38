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

package io.github.clusterboot.worker;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How much the compilers of this JVM work. Not thread-safe.
 */
final class CompilerLoad {

	private final @Nullable CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();

	private long askedAt = System.nanoTime();

	private long compiledMillis = compiledMillis();

	/**
	 * How much they have worked since this was asked last.
	 * @return a share of the time since then, more than 1 if several did; 0 if it is not
	 * known
	 */
	double sinceLast() {
		long now = System.nanoTime();
		long compiled = compiledMillis();
		double elapsedMillis = (double) (now - this.askedAt) / TimeUnit.MILLISECONDS.toNanos(1);
		double share = (elapsedMillis > 0) ? (compiled - this.compiledMillis) / elapsedMillis : 0;
		this.askedAt = now;
		this.compiledMillis = compiled;
		return share;
	}

	private long compiledMillis() {
		CompilationMXBean compilation = this.compilation;
		return (compilation != null && compilation.isCompilationTimeMonitoringSupported())
				? compilation.getTotalCompilationTime() : 0;
	}

}
