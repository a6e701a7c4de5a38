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

package io.github.clusterboot.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for web servers that Boot made and whose port is shared.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class SharingTests {

	private final List<WebServer> servers = new CopyOnWriteArrayList<>();

	private final DrainedApplication application = new DrainedApplication();

	private InJvmPrimary primary;

	private Worker worker;

	@AfterEach
	void stop() throws Exception {
		this.servers.forEach(WebServer::destroy);
		this.primary.close();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void requestsAreAnswered(SchedulingPolicy policy) throws Exception {
		WebServer server = start(policy, 0);
		assertThat(server.getPort()).isPositive();
		assertThat(this.primary.addresses()).extracting(InetSocketAddress::getPort).containsExactly(server.getPort());
		this.worker.accept();
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientsWaitWhileTheWorkerRefuses(SchedulingPolicy policy) throws Exception {
		WebServer server = start(policy, 0);
		CompletableFuture<String> answer = get(server.getPort());
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS));
		this.worker.accept();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void portInUseIsBootsOwnException() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(PortInUseException.class)
				.isThrownBy(() -> start(SchedulingPolicy.OS, other.getLocalPort()))
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(other.getLocalPort()));
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void serverThatIsStoppedAndStartedHasItsPortAgain(SchedulingPolicy policy) throws Exception {
		WebServer server = start(policy, 0);
		int port = server.getPort();
		this.worker.accept();
		assertThat(get(port).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		CompletableFuture.runAsync(server::stop).get(10, TimeUnit.SECONDS);
		CompletableFuture<String> waiting = get(port);
		server.start();
		assertThat(server.getPort()).isEqualTo(port);
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void serversOfTwoWorkersShareOnePort(SchedulingPolicy policy) throws Exception {
		WebServer first = start(policy, 0);
		Worker firstWorker = this.worker;
		this.worker = this.primary.connectWorker();
		WebServer second = startAnother(0);
		assertThat(second.getPort()).isEqualTo(first.getPort());
		firstWorker.accept();
		this.worker.accept();
		assertThat(get(first.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		CompletableFuture.runAsync(first::stop).get(10, TimeUnit.SECONDS);
		assertThat(get(second.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void requestsOverHttp2AreCounted() throws Exception {
		WebServer server = start(SchedulingPolicy.OS, 0);
		this.worker.accept();
		this.worker.beat(Duration.ofMillis(50));
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() == 20 && heartbeat.connections() > 0);
	}

	/**
	 * Makes the web server.
	 * @param worker gives the listening sockets
	 * @param port its port
	 * @param application what it serves
	 * @return the server, on the loopback address and with HTTP/2
	 */
	protected abstract WebServer server(Worker worker, int port, DrainedApplication application);

	private WebServer start(SchedulingPolicy policy, int port) throws Exception {
		connect(policy);
		return startAnother(port);
	}

	/**
	 * Has a primary with one worker.
	 * @param policy its policy
	 * @return the worker
	 */
	protected final Worker connect(SchedulingPolicy policy) throws Exception {
		this.primary = new InJvmPrimary(policy);
		this.worker = this.primary.connectWorker();
		return this.worker;
	}

	private WebServer startAnother(int port) {
		return start(server(this.worker, port, this.application));
	}

	/**
	 * Starts a server.
	 * @param server the server
	 * @return it
	 */
	protected final WebServer start(WebServer server) {
		this.servers.add(server);
		server.start();
		return server;
	}

	protected final InJvmPrimary primary() {
		return this.primary;
	}

	protected static CompletableFuture<String> get(int port) {
		String host = InetAddress.getLoopbackAddress().getHostAddress();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/")).build();
		return HttpClient.newHttpClient()
			.sendAsync(request, BodyHandlers.ofString())
			.thenApply((response) -> response.body());
	}

}
