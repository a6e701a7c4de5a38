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

package io.github.clusterboot.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpPipeline} where a client chooses HTTP/1.1 and might have chosen
 * HTTP/2.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NettyTlsDrainTests {

	private static final String PASSWORD = "not-a-secret";

	private final DrainedApplication application = new DrainedApplication();

	private InJvmPrimary primary;

	private Worker worker;

	private WebServer server;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		NettyReactiveWebServerFactory factory = NettyServers.withHttp2(this.worker);
		Ssl ssl = new Ssl();
		ssl.setKeyStore(keyStore(directory).toString());
		ssl.setKeyStorePassword(PASSWORD);
		factory.setSsl(ssl);
		this.server = factory.getWebServer(this.application.httpHandler());
		this.server.start();
		this.worker.accept();
	}

	private static Path keyStore(Path directory) throws Exception {
		Path keyStore = directory.resolve("server.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-validity", "2",
				"-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		return keyStore;
	}

	@AfterEach
	void stop() throws Exception {
		this.application.answerSlow();
		this.server.destroy();
		this.primary.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http/1.1" })
	void requestUnderWayIsWaitedForAndToldThatItIsTheLast(String protocol) throws Exception {
		try (SSLSocket busy = connect(protocol); SSLSocket idle = connect(protocol)) {
			busy.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
			this.application.awaitSlow();
			CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, Duration.ofSeconds(30));
			assertThat(idle.getInputStream().read()).as("an idle connection is closed after a grace").isEqualTo(-1);
			assertThat(drained).isNotDone();
			this.application.answerSlow();
			assertThat(response(busy)).startsWithIgnoringCase("HTTP/1.1 200")
				.containsIgnoringCase("connection: close")
				.endsWith("slow");
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	private static String response(SSLSocket socket) throws IOException {
		StringBuilder response = new StringBuilder();
		BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
		for (int next = reader.read(); next != -1; next = reader.read()) {
			response.append((char) next);
		}
		return response.toString();
	}

	private SSLSocket connect(String protocol) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new TrustsAll() }, null);
		SSLSocket socket = (SSLSocket) context.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), this.server.getPort());
		socket.setSoTimeout(15_000);
		if (!protocol.isEmpty()) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { protocol });
			socket.setSSLParameters(parameters);
		}
		socket.startHandshake();
		return socket;
	}

	/**
	 * Trusts the server of the test.
	 */
	private static final class TrustsAll implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
