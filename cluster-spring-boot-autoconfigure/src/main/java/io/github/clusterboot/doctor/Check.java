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

package io.github.clusterboot.doctor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A row in the table of what is looked for.
 *
 * @param id names it
 * @param level how much it matters
 * @param reason why it matters
 * @param wayOut what can be done
 * @param search names the beans that are concerned
 */
record Check(String id, Level level, String reason, String wayOut, Function<Beans, Stream<String>> search) {

	private static final Logger logger = LoggerFactory.getLogger(Check.class);

	/**
	 * Looks for it. Nothing that goes wrong here may harm the application.
	 */
	Optional<Finding> examine(Beans beans) {
		try {
			List<String> found = this.search.apply(beans).distinct().sorted().toList();
			return found.isEmpty() ? Optional.empty()
					: Optional.of(new Finding(this.id, this.level, found, this.reason, this.wayOut));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Not known whether the application has {}", this.id, ex);
			return Optional.empty();
		}
	}

}
