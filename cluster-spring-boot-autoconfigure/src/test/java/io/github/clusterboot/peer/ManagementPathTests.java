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
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagementPath}.
 */
class ManagementPathTests {

	@Test
	void containsWhatIsBelowIt() {
		ManagementPath path = ManagementPath.of("", "/actuator", false);
		assertThat(path.contains(request("/actuator", null))).isTrue();
		assertThat(path.contains(request("/actuator/health", null))).isTrue();
		assertThat(path.contains(request("/actuators", null))).isFalse();
		assertThat(path.contains(request("/", null))).isFalse();
		assertThat(path.isRequestedBy(request("/actuator", null))).isTrue();
		assertThat(path.isRequestedBy(request("/actuator/health", null))).isFalse();
	}

	@Test
	void isBelowTheDispatcherServlet() {
		ManagementPath path = ManagementPath.of("/mvc", "/manage", false);
		assertThat(path.contains(request("/mvc", "/manage/health"))).isTrue();
		assertThat(path.contains(request("/manage", "/health"))).isFalse();
	}

	@Test
	void containsEverythingOfAServerOfItsOwn() {
		ManagementPath path = ManagementPath.of("", "", true);
		assertThat(path.contains(request("/health", null))).isTrue();
		assertThat(path.isRequestedBy(request("/", null))).isTrue();
	}

	@Test
	void containsNothingWhereItCannotBeToldFromTheApplication() {
		ManagementPath path = ManagementPath.of("", "", false);
		assertThat(path.path()).isNull();
		assertThat(path.contains(request("/health", null))).isFalse();
		assertThat(path.isRequestedBy(request("/", null))).isFalse();
	}

	private static MockHttpServletRequest request(String servletPath, String pathInfo) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setServletPath(servletPath);
		request.setPathInfo(pathInfo);
		return request;
	}

}
