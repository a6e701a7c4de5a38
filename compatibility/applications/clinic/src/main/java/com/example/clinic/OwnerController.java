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

import java.util.stream.Collectors;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@Transactional
class OwnerController {

	private final Owners owners;

	OwnerController(Owners owners) {
		this.owners = owners;
	}

	@GetMapping("/owners")
	String find(@RequestParam(defaultValue = "") String name) {
		return this.owners.findByNameStartingWith(name).stream().map(Owner::getName).collect(Collectors.joining("\n"));
	}

	@GetMapping("/owners/new")
	String form() {
		return "<form method='post' action='/owners'><input name='name'></form>";
	}

	@PostMapping("/owners")
	ResponseEntity<String> add(@RequestParam String name) {
		if (name.isBlank()) {
			return ResponseEntity.ok("A name is needed");
		}
		Long id = this.owners.save(new Owner(name)).getId();
		return ResponseEntity.status(HttpStatus.FOUND).header(HttpHeaders.LOCATION, "/owners/" + id).build();
	}

	@GetMapping("/owners/{id}")
	String show(@PathVariable Long id) {
		return this.owners.findById(id)
			.map(Owner::getName)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
