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

package io.github.clusterboot.peer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagementPath}.
 */
class ManagementPathTests {

	@Test
	void containsWhatIsBelowIt() {
		ManagementPath path = ManagementPath.of("", "/actuator", false);
		assertThat(path.contains("/actuator")).isTrue();
		assertThat(path.contains("/actuator/health")).isTrue();
		assertThat(path.contains("/actuators")).isFalse();
		assertThat(path.contains("/")).isFalse();
		assertThat(path.isRequestedBy("/actuator")).isTrue();
		assertThat(path.isRequestedBy("/actuator/health")).isFalse();
	}

	@Test
	void isBelowTheDispatcherServlet() {
		ManagementPath path = ManagementPath.of("/mvc", "/manage", false);
		assertThat(path.contains("/mvc/manage/health")).isTrue();
		assertThat(path.contains("/manage/health")).isFalse();
	}

	@Test
	void containsEverythingOfAServerOfItsOwn() {
		ManagementPath path = ManagementPath.of("", "", true);
		assertThat(path.contains("/health")).isTrue();
		assertThat(path.isRequestedBy("/")).isTrue();
	}

	@Test
	void containsNothingWhereItCannotBeToldFromTheApplication() {
		ManagementPath path = ManagementPath.of("", "", false);
		assertThat(path.path()).isNull();
		assertThat(path.contains("/health")).isFalse();
		assertThat(path.isRequestedBy("/")).isFalse();
	}

	@Test
	void isWholeBelowAContextPathOrWhatAReactiveApplicationHasInItsPlace() {
		ManagementPath path = ManagementPath.of("/mvc", "/manage", false);
		assertThat(path.whole("/app")).isEqualTo("/app/mvc/manage");
		assertThat(ManagementPath.of("", "/manage", false).below("/base").whole("")).isEqualTo("/base/manage");
		assertThat(ManagementPath.of("", "", true).below(null).whole("")).isEmpty();
		assertThat(ManagementPath.of("", "", false).below("/base").whole("")).isNull();
	}

}
