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

package io.github.clusterboot.cache;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/**
 * By which workers name a key to each other. The hash code of an enum constant, or of a
 * class that does not define it, is another one in each JVM.
 */
final class KeyHash {

	private static final Set<Class<?>> ALIKE = Set.of(String.class, Long.class, Integer.class, Short.class, Byte.class,
			Character.class, Boolean.class, Double.class, Float.class, BigInteger.class, BigDecimal.class, UUID.class,
			LocalDate.class, LocalDateTime.class, Instant.class);

	private static final @Nullable Field PARAMETERS = ReflectionUtils.findField(SimpleKey.class, "params",
			Object[].class);

	private KeyHash() {
	}

	/**
	 * The hash code of a key if all JVMs agree on it.
	 */
	static @Nullable Integer of(Object key) {
		try {
			return isAlike(key) ? key.hashCode() : null;
		}
		catch (RuntimeException ex) {
			// such as an accessor that a module does not open
			return null;
		}
	}

	private static boolean isAlike(@Nullable Object value) {
		if (value == null || ALIKE.contains(value.getClass())) {
			return true;
		}
		if (value instanceof SimpleKey && PARAMETERS != null) {
			PARAMETERS.setAccessible(true);
			Object[] parameters = (Object[]) ReflectionUtils.getField(PARAMETERS, value);
			return parameters != null && Arrays.stream(parameters).allMatch(KeyHash::isAlike);
		}
		return value instanceof Record && Arrays.stream(value.getClass().getRecordComponents())
			.allMatch((component) -> isAlike(get(component, value)));
	}

	private static @Nullable Object get(RecordComponent component, Object value) {
		Method accessor = component.getAccessor();
		accessor.setAccessible(true);
		return ReflectionUtils.invokeMethod(accessor, value);
	}

}
