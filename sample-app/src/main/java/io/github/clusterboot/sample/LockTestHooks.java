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

package io.github.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.Cluster;

/**
 * Holds a lock of the cluster, and writes into a file when it gets it and when it gives
 * it back.
 */
@RestController
@Profile("test-hooks")
class LockTestHooks {

	private final Cluster cluster;

	LockTestHooks(Cluster cluster) {
		this.cluster = cluster;
	}

	@GetMapping("/test-hooks/lock")
	void lock(@RequestParam String file, @RequestParam int millis) throws IOException, InterruptedException {
		Lock lock = this.cluster.lock(file);
		lock.lock();
		try {
			append(file, "+", millis);
			Thread.sleep(millis);
			append(file, "-", millis);
		}
		finally {
			lock.unlock();
		}
	}

	private static void append(String file, String what, int millis) throws IOException {
		String line = "%s%d for %d ms%n".formatted(what, ProcessHandle.current().pid(), millis);
		Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
