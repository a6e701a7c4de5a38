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

package io.github.clusterboot.sample.it;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each worker is an instance of its own in a real Spring Boot Admin server.
 */
@ClusterTest
@Tag("soak")
class AdminIT {

	private static ConfigurableApplicationContext admin;

	private static Http http;

	@BeforeAll
	static void start() {
		admin = new SpringApplicationBuilder(AdminServer.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--spring.config.name=admin-server", "--spring.boot.admin.monitor.status-interval=5s",
				"--spring.boot.admin.monitor.status-lifetime=2s");
		http = new Http(Integer.parseInt(admin.getEnvironment().getRequiredProperty("local.server.port")));
	}

	@AfterAll
	static void stop() {
		admin.close();
	}

	@Test
	void workersComeAndGoAsInstancesOfOneApplication() {
		int port = FreePort.find();
		try (SampleCluster cluster = Sample.full()
			.port(port)
			.workers(2)
			.operations()
			.arguments("--management.endpoints.web.exposure.include=*", "--management.endpoint.env.show-values=always",
					"--spring.boot.admin.client.url=http://127.0.0.1:"
							+ admin.getEnvironment().getProperty("local.server.port"),
					"--spring.boot.admin.client.period=1s",
					"--spring.boot.admin.client.instance.service-base-url=http://127.0.0.1:" + port)
			.start()) {
			cluster.awaitWorkers(2);
			awaitInstances(cluster, 2);
			Set<String> ids = ids();

			// a worker that was killed is followed by another one in its place
			Worker killed = cluster.awaitWorkers(2).get(1);
			cluster.kill(killed.pid());
			cluster.awaitExit(killed);
			int successor = cluster.awaitWorkers(2).get(1).id();
			cluster.await("instance 1 is worker " + successor,
					() -> String.valueOf(successor).equals(tag(instances().get(1), "worker-id")));
			awaitInstances(cluster, 2);
			assertThat(ids()).isEqualTo(ids);

			assertThat(cluster.http().post("/actuator/cluster", "{\"action\":\"scale\",\"workers\":1}").status())
				.isEqualTo(202);
			awaitInstances(cluster, 1);
		}
		assertThat(instances()).isEmpty();
	}

	private static void awaitInstances(SampleCluster cluster, int count) {
		List<String> urls = IntStream.range(0, count)
			.mapToObj((slot) -> "http://127.0.0.1:%d/actuator/worker/%d".formatted(cluster.port(), slot))
			.toList();
		cluster.await(count + " instances that are up", () -> {
			List<JsonNode> instances = instances();
			return instances.stream()
				.map((instance) -> text(instance, "/registration/managementUrl"))
				.toList()
				.equals(urls) && instances.stream().allMatch(AdminIT::isKnown);
		});
		for (JsonNode instance : instances()) {
			assertThat(text(instance, "/registration/name")).isEqualTo("sample-app");
			assertThat(instance.at("/endpoints")).allSatisfy((endpoint) -> assertThat(text(endpoint, "/url"))
				.startsWith(text(instance, "/registration/managementUrl")));
			Exchange slot = http.get("/instances/%s/actuator/env/cluster.worker.slot".formatted(text(instance, "/id")));
			assertThat(text(slot.json(), "/property/value")).isEqualTo(tag(instance, "worker"));
		}
	}

	/**
	 * Whether the server has seen its health and has followed its links.
	 */
	private static boolean isKnown(JsonNode instance) {
		return "UP".equals(text(instance, "/statusInfo/status")) && instance.at("/endpoints").size() > 2;
	}

	private static List<JsonNode> instances() {
		JsonNode all = JsonMapper.shared().readTree(http.get("/instances").body());
		return StreamSupport.stream(all.spliterator(), false)
			.sorted(Comparator.comparing((instance) -> text(instance, "/registration/managementUrl")))
			.toList();
	}

	private static Set<String> ids() {
		return instances().stream()
			.map((instance) -> text(instance, "/id"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String tag(JsonNode instance, String name) {
		return text(instance, "/registration/metadata/tags." + name);
	}

	private static String text(JsonNode node, String path) {
		return node.at(path).asString("");
	}

	/**
	 * A server without what else is on the class path.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAdminServer
	@EnableAutoConfiguration(exclude = { SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			ManagementWebSecurityAutoConfiguration.class, SessionDataRedisAutoConfiguration.class })
	static class AdminServer {

	}

}
