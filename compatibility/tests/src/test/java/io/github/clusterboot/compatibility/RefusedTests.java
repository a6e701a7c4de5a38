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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that cannot be what they are without a starter do not start, and say why.
 */
class RefusedTests {

	@Test
	void databaseInFileIsForOneProcess() {
		assertThat(refused(Application.H2_FILE, Variant.FULL)).contains("jdbc:h2:file:./notes", "cluster.workers=1");
	}

	@Test
	void fullStarterHidesRepositories() {
		assertThat(refused(Application.DATA_JDBC, Variant.FULL)).contains("com.example.datajdbc.Customers",
				"cluster-spring-boot-starter-minimal");
	}

	private static String refused(Application application, Variant variant) {
		try (Running running = Launch.clustered(application, variant, 2).start()) {
			assertThat(running.awaitExit()).as("exit code\n%s", running).isEqualTo(1);
			Log log = running.log();
			assertThat(log.count("APPLICATION FAILED TO START")).as("analyses\n%s", running).isEqualTo(1);
			return log.text();
		}
	}

}
