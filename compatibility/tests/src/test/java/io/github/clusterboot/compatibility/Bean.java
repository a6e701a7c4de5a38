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

import java.util.Comparator;

/**
 * A bean, as Actuator shows it.
 *
 * @param name its name
 * @param type its type
 */
record Bean(String name, String type) implements Comparable<Bean> {

	/**
	 * Numbers of generated classes tell nothing.
	 */
	static Bean of(String name, String type) {
		return new Bean(name, type.replaceAll("\\$\\$Lambda.*", "\\$\\$Lambda")
			.replaceAll("jdk\\.proxy\\d+\\.\\$Proxy\\d+", "a proxy"));
	}

	Bean unproxied() {
		return new Bean(this.name, this.type.replaceAll("\\$\\$SpringCGLIB\\$\\$\\d+", ""));
	}

	@Override
	public int compareTo(Bean other) {
		return Comparator.comparing(Bean::name).thenComparing(Bean::type).compare(this, other);
	}

	@Override
	public String toString() {
		return this.name + ": " + this.type;
	}

}
