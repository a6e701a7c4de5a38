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

package io.github.clusterboot.compatibility;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.util.function.SingletonSupplier;

/**
 * The applications as they are without a starter, each started once.
 */
final class PlainObservations {

	private static final Map<Application, Supplier<Observation>> plain = new EnumMap<>(Application.class);

	private static final Supplier<Observation> aheadOfTime = SingletonSupplier
		.of(() -> Observation.of(Launch.of(Application.CLINIC, Variant.PLAIN).aheadOfTime()));

	static {
		for (Application application : Application.values()) {
			plain.put(application, SingletonSupplier.of(() -> Observation.of(Launch.of(application, Variant.PLAIN))));
		}
	}

	private PlainObservations() {
	}

	static Observation of(Application application) {
		return plain.get(application).get();
	}

	static Observation aheadOfTime() {
		return aheadOfTime.get();
	}

}
