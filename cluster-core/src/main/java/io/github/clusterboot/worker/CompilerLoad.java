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
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * How much the compilers of this JVM work. HotSpot counts a compilation when it has
 * ended, and how long it took rather than what it used of a processor. Not thread-safe.
 */
final class CompilerLoad {

	static final long UNKNOWN = -1;

	private final LongSupplier compiledMillis;

	private final LongSupplier nanoTime;

	private long askedAt;

	private long compiledBefore;

	/**
	 * Creates an object that tells of the time from now on.
	 */
	CompilerLoad() {
		this(CompilerLoad::compiledMillis, System::nanoTime);
	}

	CompilerLoad(LongSupplier compiledMillis, LongSupplier nanoTime) {
		this.compiledMillis = compiledMillis;
		this.nanoTime = nanoTime;
		this.askedAt = nanoTime.getAsLong();
	}

	/**
	 * How long the compilations took that have ended since this was asked last; the first
	 * time, since the JVM started.
	 * @return a share of the time since this was asked last, more than 1 if several were
	 * under way, or {@code null} if it is not known
	 */
	@Nullable Double sinceLast() {
		long now = this.nanoTime.getAsLong();
		long compiled = this.compiledMillis.getAsLong();
		if (compiled == UNKNOWN || now == this.askedAt) {
			return null;
		}
		double elapsedMillis = (double) (now - this.askedAt) / TimeUnit.MILLISECONDS.toNanos(1);
		double share = (compiled - this.compiledBefore) / elapsedMillis;
		this.askedAt = now;
		this.compiledBefore = compiled;
		return share;
	}

	private static long compiledMillis() {
		CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
		return (compilation != null && compilation.isCompilationTimeMonitoringSupported())
				? compilation.getTotalCompilationTime() : UNKNOWN;
	}

}
