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

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever kind of Redis the application has, it is used as it is: Sentinel, Redis
 * Cluster, and TLS with a certificate of one's own.
 */
@Tag("soak")
@ClusterTest
class RedisKindsIT {

	private static final String PASSWORD = "secret-of-redis";

	private static final String SLOTS = "16383";

	private final Path directory = Sample.temporaryDirectory();

	private final List<Process> processes = new ArrayList<>();

	private final int port = FreePort.find();

	@AfterEach
	void stop() {
		this.processes.forEach(Process::destroyForcibly);
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	@Test
	void sentinel() throws Exception {
		int sentinel = FreePort.find();
		redis("redis", "port " + this.port, "requirepass " + PASSWORD, "masterauth " + PASSWORD);
		awaitPong(this.port, PASSWORD);
		Path configuration = Files.writeString(this.directory.resolve("sentinel.conf"), """
				bind 127.0.0.1
				port %d
				dir %s
				sentinel monitor sessions 127.0.0.1 %d 1
				sentinel auth-pass sessions %s
				""".formatted(sentinel, this.directory, this.port, PASSWORD));
		run(configuration.toString(), "--sentinel");
		awaitPong(sentinel, null);
		expectOneSession("--spring.data.redis.sentinel.master=sessions",
				"--spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel, "--spring.data.redis.password=" + PASSWORD);
		try (RedisConnection redis = connect(this.port, PASSWORD)) {
			assertThat(redis.command("DBSIZE")).isEqualTo("1");
		}
	}

	@Test
	void redisCluster() throws Exception {
		redis("redis", "port " + this.port, "requirepass " + PASSWORD, "cluster-enabled yes",
				"cluster-announce-ip 127.0.0.1");
		awaitPong(this.port, PASSWORD);
		try (RedisConnection redis = connect(this.port, PASSWORD)) {
			redis.command("CLUSTER", "ADDSLOTSRANGE", "0", SLOTS);
			Awaitility.await("a cluster that takes commands")
				.atMost(SampleCluster.DEADLINE)
				.until(() -> redis.command("CLUSTER", "INFO").contains("cluster_state:ok"));
		}
		expectOneSession("--spring.data.redis.cluster.nodes=127.0.0.1:" + this.port,
				"--spring.data.redis.password=" + PASSWORD);
		try (RedisConnection redis = connect(this.port, PASSWORD)) {
			assertThat(redis.command("DBSIZE")).isEqualTo("1");
		}
	}

	@Test
	void tls() throws Exception {
		Path keyStore = this.directory.resolve("redis.p12");
		Process keytool = new ProcessBuilder(Sample.tool("keytool").toString(), "-genkeypair", "-alias", "it",
				"-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore",
				keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(SampleCluster.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(keyStore)) {
			keys.load(input, PASSWORD.toCharArray());
		}
		Path certificate = pem("CERTIFICATE", keys.getCertificate("it").getEncoded());
		Path key = pem("PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
		redis("redis", "port 0", "tls-port " + this.port, "tls-cert-file " + certificate, "tls-key-file " + key,
				"tls-auth-clients no", "requirepass " + PASSWORD);
		Awaitility.await("an open port").atMost(SampleCluster.DEADLINE).until(() -> isOpen(this.port));
		expectOneSession("--spring.data.redis.url=rediss://default:%s@localhost:%d".formatted(PASSWORD, this.port),
				"--spring.data.redis.ssl.bundle=redis",
				"--spring.ssl.bundle.pem.redis.truststore.certificate=file:" + certificate);
	}

	/**
	 * Visits of one session, whose connections reach one worker after the other.
	 */
	private static void expectOneSession(String... arguments) {
		try (SampleCluster cluster = Sample.full()
			.nothingSaidOfRedis()
			.policy(Policy.ROUND_ROBIN)
			.arguments(arguments)
			.start()) {
			cluster.awaitWorkers(2);
			Browser browser = new Browser(cluster);
			List<Visit> visits = IntStream.rangeClosed(1, 20).mapToObj((number) -> browser.visit()).toList();
			assertThat(visits).extracting(Visit::visits)
				.containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
			assertThat(visits.stream().map(Visit::worker).distinct()).hasSize(2);
			assertThat(cluster.output().count("For development only")).isZero();
		}
	}

	private void redis(String name, String... configuration) throws IOException {
		List<String> all = new ArrayList<>(List.of(configuration));
		all.addAll(List.of("bind 127.0.0.1", "save \"\"", "dir " + this.directory));
		run(Files.write(this.directory.resolve(name + ".conf"), all).toString());
	}

	private void run(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("redis-server"));
		command.addAll(List.of(arguments));
		this.processes.add(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("redis-%d.log".formatted(this.processes.size())).toFile())
			.start());
	}

	private Path pem(String type, byte[] content) throws IOException {
		return Files.writeString(this.directory.resolve(type.replace(' ', '-') + ".pem"),
				"-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type,
						Base64.getMimeEncoder().encodeToString(content)));
	}

	private static void awaitPong(int port, String password) {
		Awaitility.await("an answer of Redis").atMost(SampleCluster.DEADLINE).ignoreExceptions().until(() -> {
			try (RedisConnection redis = connect(port, password)) {
				return redis.command("PING").equals("PONG");
			}
		});
	}

	private static boolean isOpen(int port) {
		try (RedisConnection redis = RedisConnection.open(port)) {
			return redis != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static RedisConnection connect(int port, String password) {
		RedisConnection connection = RedisConnection.open(port);
		if (password != null) {
			connection.command("AUTH", password);
		}
		return connection;
	}

}
