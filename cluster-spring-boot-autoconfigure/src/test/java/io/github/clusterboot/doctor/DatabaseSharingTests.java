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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseSharing}.
 */
class DatabaseSharingTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			jdbc:h2:mem:                                          | IN_MEMORY
			jdbc:h2:mem:0a1b;DB_CLOSE_DELAY=-1                    | IN_MEMORY
			jdbc:h2:nioMemFS:test                                 | IN_MEMORY
			jdbc:h2:memLZF:test                                   | IN_MEMORY
			jdbc:p6spy:h2:mem:test                                | IN_MEMORY
			jdbc:hsqldb:mem:test                                  | IN_MEMORY
			jdbc:HSQLDB:MEM:test                                  | IN_MEMORY
			jdbc:hsqldb:.                                         | IN_MEMORY
			jdbc:derby:memory:test;create=true                    | IN_MEMORY
			jdbc:sqlite::memory:                                  | IN_MEMORY
			jdbc:sqlite:                                          | IN_MEMORY
			jdbc:sqlite:file::memory:?cache=shared                | IN_MEMORY
			jdbc:sqlite:file:test?mode=memory&cache=shared        | IN_MEMORY
			jdbc:h2:./test                                        | LOCKED
			jdbc:h2:~/test                                        | LOCKED
			jdbc:h2:/var/lib/test                                 | LOCKED
			jdbc:h2:file:./test;DB_CLOSE_ON_EXIT=FALSE            | LOCKED
			jdbc:h2:nioMapped:./test                              | LOCKED
			jdbc:h2:split:nio:./test                              | LOCKED
			jdbc:h2:file:./memory                                 | LOCKED
			jdbc:h2:file:./test;AUTO_SERVER=FALSE                 | LOCKED
			jdbc:h2:file:./test;FILE_LOCK=NO                      | LOCKED
			jdbc:hsqldb:file:/var/lib/test                        | LOCKED
			jdbc:hsqldb:test                                      | LOCKED
			jdbc:hsqldb:file:test;readonly=false                  | LOCKED
			jdbc:hsqldb:file:test;hsqldb.lock_file=true           | LOCKED
			jdbc:derby:/var/lib/test;create=true                  | LOCKED
			jdbc:derby:directory:test                             | LOCKED
			jdbc:h2:file:./test;AUTO_SERVER=TRUE                  | SHARED
			jdbc:h2:./test;MODE=MySQL;auto_server=true;TRACE_LEVEL_FILE=0 | SHARED
			jdbc:h2:./test;ACCESS_MODE_DATA=r                     | SHARED
			jdbc:h2:tcp://localhost/~/test                        | SHARED
			jdbc:h2:tcp://localhost/mem:test                      | SHARED
			jdbc:h2:ssl://localhost/test                          | SHARED
			jdbc:h2:zip:~/db.zip!/test                            | SHARED
			jdbc:hsqldb:hsql://localhost/test                     | SHARED
			jdbc:hsqldb:https://localhost/test                    | SHARED
			jdbc:hsqldb:res:/test                                 | SHARED
			jdbc:hsqldb:file:test;readonly=true                   | SHARED
			jdbc:hsqldb:test;user=sa;readonly=true;ifexists=true  | SHARED
			jdbc:hsqldb:file:test;files_readonly=true             | SHARED
			jdbc:hsqldb:file:test;hsqldb.lock_file=false          | SHARED
			jdbc:derby://localhost:1527/test                      | SHARED
			jdbc:derby:classpath:/test                            | SHARED
			jdbc:sqlite:/var/lib/test.db                          | SHARED
			jdbc:postgresql://localhost/mem:test                  | SHARED
			jdbc:mysql://localhost/h2                             | SHARED
			jdbc:tc:postgresql:16:///test                         | SHARED
			""")
	void urlTells(String url, DatabaseSharing sharing) {
		assertThat(DatabaseSharing.of(url)).isEqualTo(sharing);
	}

}
