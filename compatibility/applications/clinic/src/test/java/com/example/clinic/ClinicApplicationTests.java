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

package com.example.clinic;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ClinicApplicationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Owners owners;

	@Autowired
	private Vets vets;

	@Autowired
	private CacheManager cacheManager;

	@Test
	void findsOwnersByName() {
		String page = RestClient.create("http://localhost:" + this.port)
			.get()
			.uri("/owners?name=G")
			.retrieve()
			.body(String.class);
		assertThat(page).isEqualTo("Grace");
		assertThat(this.owners.count()).isEqualTo(2);
	}

	@Test
	void cachesVetsInMemory() {
		assertThat(this.vets.byName("Leary")).isSameAs(this.vets.byName("Leary"));
		assertThat(this.cacheManager).isInstanceOf(CaffeineCacheManager.class);
	}

}
