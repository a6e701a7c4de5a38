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

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS and HTTP/2 are the workers' business.
 */
@ClusterTest
class TlsIT {

	private static final String PASSWORD = "not-a-secret";

	@TempDir
	static Path temporary;

	private static Path keyStore;

	@BeforeAll
	static void makeKeyStore() throws Exception {
		keyStore = temporary.resolve("it.p12");
		Process keytool = new ProcessBuilder(Sample.tool("keytool").toString(), "-genkeypair", "-alias", "it",
				"-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore",
				keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(SampleCluster.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(keytool.exitValue()).isZero();
	}

	/**
	 * With the policy by which a worker gets connections that it has not accepted.
	 */
	@Test
	void aWorkerSpeaksHttp2OverTls() throws Exception {
		SSLContext trusting = trusting();
		try (SampleCluster cluster = Sample.minimal()
			.policy(Policy.ROUND_ROBIN)
			.workers(1)
			.arguments("--server.ssl.key-store=" + keyStore, "--server.ssl.key-store-password=" + PASSWORD,
					"--server.ssl.key-store-type=PKCS12", "--server.http2.enabled=true")
			.start()
			.awaitListening(1)) {
			assertThat(pid(cluster, trusting)).isEqualTo(cluster.workerPid(0));
			try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
				silent.setSoTimeout((int) SampleCluster.DEADLINE.toMillis());
				cluster.signal("TERM");
				assertThat(silent.getInputStream().read()).as("a handshake that never begins is not waited for")
					.isEqualTo(-1);
				cluster.exitCode();
				assertThat(cluster.output().count("did not end within")).isZero();
			}
		}
	}

	private long pid(SampleCluster cluster, SSLContext trusting) {
		// a client has its own connections
		HttpClient client = HttpClient.newBuilder()
			.sslContext(trusting)
			.version(HttpClient.Version.HTTP_2)
			.connectTimeout(Http.TIMEOUT)
			.build();
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("https://127.0.0.1:%d/api/worker".formatted(cluster.port())))
			.timeout(Http.TIMEOUT)
			.build();
		try {
			HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			return JsonMapper.shared().readTree(response.body()).required("pid").asLong();
		}
		catch (Exception ex) {
			throw new AssertionError("No answer from " + cluster, ex);
		}
	}

	private SSLContext trusting() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream content = Files.newInputStream(keyStore)) {
			store.load(content, PASSWORD.toCharArray());
		}
		KeyStore trust = KeyStore.getInstance("PKCS12");
		trust.load(null, null);
		trust.setCertificateEntry("it", store.getCertificate("it"));
		TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		managers.init(trust);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, managers.getTrustManagers(), null);
		return context;
	}

}
