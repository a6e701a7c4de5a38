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

package io.github.clusterboot.benchmarks;

import java.util.ArrayList;
import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * One request for each kind of work.
 */
@RestController
class WorkController {

	private static final int PIECES = 1024;

	private static final int PIECE = 1024;

	private static final int NUMBERS = 10_000;

	@GetMapping(path = "/hello", produces = MediaType.TEXT_PLAIN_VALUE)
	String hello() {
		return "Hello, world";
	}

	/**
	 * Makes about 1 MB of garbage, all of which is reachable until the request ends.
	 */
	@GetMapping(path = "/allocate", produces = MediaType.TEXT_PLAIN_VALUE)
	String allocate() {
		List<byte[]> pieces = new ArrayList<>(PIECES);
		for (int i = 0; i < PIECES; i++) {
			pieces.add(new byte[PIECE]);
		}
		return Integer.toString(pieces.size());
	}

	/**
	 * Counts primes by trial division: integer arithmetic and no memory.
	 */
	@GetMapping(path = "/cpu", produces = MediaType.TEXT_PLAIN_VALUE)
	String compute() {
		int primes = 0;
		for (int number = 2; number < NUMBERS; number++) {
			if (isPrime(number)) {
				primes++;
			}
		}
		return Integer.toString(primes);
	}

	private static boolean isPrime(int number) {
		for (int divisor = 2; divisor * divisor <= number; divisor++) {
			if (number % divisor == 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Tells which process answers.
	 */
	@GetMapping(path = "/pid", produces = MediaType.TEXT_PLAIN_VALUE)
	String pid() {
		return Long.toString(ProcessHandle.current().pid());
	}

}
