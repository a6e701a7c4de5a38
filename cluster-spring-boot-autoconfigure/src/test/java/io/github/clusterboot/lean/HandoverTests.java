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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.jvm.JvmResources;
import io.github.clusterboot.jvm.JvmShare;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.redis.RedisCommand;
import io.github.clusterboot.startup.StartupCacheSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Handover}.
 */
class HandoverTests {

	@TempDir
	Path temporary;

	@Test
	void isReadAsItWasWritten() throws IOException {
		for (Target target : List.of(new Target.Jar("my app.jar"), new Target.MainClass("a:b", "the.Main"))) {
			for (RedisCommand redis : new @Nullable RedisCommand[] { null, new RedisCommand(null, null, true),
					new RedisCommand(Path.of("/usr/bin/redis-server"), Path.of("/data/redis"), false) }) {
				for (JvmShare share : List.of(JvmShare.WHOLE,
						JvmShare.of(new JvmResources(4, 1L << 33, 1L << 31, 1L << 27), List.of(), List.of(), 2, 1))) {
					Handover handover = handover(target, redis, share);
					handover.write(this.temporary);
					assertThat(Handover.take(this.temporary)).isEqualTo(handover);
				}
			}
		}
	}

	@Test
	void onlyThisUserCanReadItAndOnlyOnce() throws IOException {
		handover(new Target.Jar("app.jar"), null, JvmShare.WHOLE).write(this.temporary);
		Path file = this.temporary.resolve("handover");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		Handover.take(this.temporary);
		assertThat(file).doesNotExist();
	}

	private static Handover handover(Target target, @Nullable RedisCommand redis, JvmShare share) {
		PrimarySettings settings = new PrimarySettings(SchedulingPolicy.ROUND_ROBIN,
				new FleetSettings(2, 1,
						new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, Duration.ofMillis(200), Duration.ofSeconds(15),
								Duration.ofSeconds(30), 8),
						Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30),
						Duration.ZERO, new RecyclePolicy(1L << 40, 7, Duration.ofHours(1)), Duration.ofSeconds(3)));
		JavaCommand java = new JavaCommand("/jdk/bin/java",
				List.of("-Da= b\t\n\\u00e4", "-Dumlaut=ä€", "#no comment", "!neither", "", "a=b:c"), target,
				List.of("--password=p=:#! \\"), Path.of("/srv/current"));
		PrimaryLogging logging = new PrimaryLogging("the.System", true, false, Map.of("ROOT", "INFO"),
				Map.of("logging.pattern.console", " %m%n"), List.of("one", "two"));
		return new Handover(
				new PrimarySpecification(settings, java, share, List.of("-Xmx1g"),
						new StartupCacheSettings(true, null, Duration.ofSeconds(30)), redis, Path.of("app.pid")),
				logging);
	}

}
