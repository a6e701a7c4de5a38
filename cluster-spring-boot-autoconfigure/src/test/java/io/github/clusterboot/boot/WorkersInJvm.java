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

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

/**
 * Workers in this JVM, each with an application and, unlike in a cluster, a port of its
 * own: a test knows whom it asks. The worker of slot n has the id n + 1.
 */
public final class WorkersInJvm implements AutoCloseable {

	private final InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS);

	private final Map<Integer, ConfigurableApplicationContext> contexts = new TreeMap<>();

	private final Map<Integer, Worker> workers = new TreeMap<>();

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<String> otherServers;

	private final List<ClusterStatus.Worker> others = new CopyOnWriteArrayList<>();

	public WorkersInJvm() throws Exception {
		this(false);
	}

	/**
	 * Creates workers.
	 * @param jetty whether they have Jetty, and not Tomcat
	 */
	public WorkersInJvm(boolean jetty) throws Exception {
		this(jetty ? Server.JETTY : Server.TOMCAT);
	}

	/**
	 * Creates workers.
	 * @param server the web server that they have
	 */
	public WorkersInJvm(Server server) throws Exception {
		this.otherServers = Stream.of(Server.values())
			.filter((other) -> other != server)
			.flatMap((other) -> other.autoConfigurations.stream())
			.toList();
		this.primary.answer(this::answer);
	}

	private @Nullable Message answer(Message message) {
		if (message instanceof Message.StatusQuery query) {
			return new Message.Status(query.request(), status());
		}
		return (message instanceof Message.CountsQuery query) ? new Message.Counts(query.request(), ClusterCounts.NONE)
				: null;
	}

	private ClusterStatus status() {
		List<ClusterStatus.Worker> all = new ArrayList<>(this.others);
		this.workers.keySet().forEach((slot) -> all.add(worker(slot + 1, slot, "LISTENING")));
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1,
				this.workers.size(), 0, 0, List.of(), new ClusterStatus.Reload("NONE", 0, null), all);
	}

	public static ClusterStatus.Worker worker(int id, int slot, String state) {
		return new ClusterStatus.Worker(id, slot, 1L, state, false, 1, Instant.EPOCH, Duration.ZERO, 0, null,
				new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false);
	}

	/**
	 * Starts an application as the worker of the next slot.
	 * @param application its configuration
	 * @param arguments its arguments
	 * @return its context
	 */
	public ConfigurableApplicationContext start(Class<?> application, String... arguments) throws IOException {
		int slot = this.workers.size();
		Worker worker = this.primary.connectWorker();
		this.workers.put(slot, worker);
		SpringApplication spring = new SpringApplication(application);
		spring.setRegisterShutdownHook(false);
		spring.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("worker", worker);
			context.getBeanFactory().registerSingleton("self", new WorkerIdentity(slot + 1, slot));
			((GenericApplicationContext) context).registerBean(ReactorResourceFactory.class,
					WorkersInJvm::ownEventLoops);
		});
		List<String> all = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=" + freePort(),
				"--management.endpoints.web.exposure.include=*", "--management.endpoint.env.show-values=always",
				"--test.slot=" + slot, "--spring.autoconfigure.exclude=" + String.join(",", this.otherServers),
				"--logging.level.org=warn", "--spring.main.banner-mode=off"));
		all.addAll(List.of(arguments));
		ConfigurableApplicationContext context = spring.run(all.toArray(String[]::new));
		this.contexts.put(slot, context);
		return context;
	}

	/**
	 * The end of one application must not be that of the event loops of the others.
	 */
	private static ReactorResourceFactory ownEventLoops() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	/**
	 * The primary knows of another worker.
	 * @param worker the worker
	 */
	public void knowsOf(ClusterStatus.Worker worker) {
		this.others.add(worker);
	}

	public void knowsNoOther() {
		this.others.clear();
	}

	public Worker worker(int slot) {
		return this.workers.get(slot);
	}

	public ConfigurableApplicationContext context(int slot) {
		return this.contexts.get(slot);
	}

	public Path door(int slot) {
		return door(slot, slot + 1);
	}

	/**
	 * The private door of any worker.
	 * @param slot the slot of a worker that was started
	 * @param id the id of a worker
	 * @return the path of its socket
	 */
	public Path door(int slot, int id) {
		return new PrivateDirectory(this.workers.get(slot).directory()).door(id);
	}

	public InJvmPrimary primary() {
		return this.primary;
	}

	public int port(int slot) {
		return this.contexts.get(slot).getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	public static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	public HttpResponse<String> get(int slot, String path, String... headers) throws Exception {
		return send(request(slot, path, headers));
	}

	public HttpResponse<String> post(int slot, String path, String json, String... headers) throws Exception {
		return send(request(slot, path, headers).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	public HttpRequest.Builder request(int slot, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port(slot), path)))
			.version(HttpClient.Version.HTTP_1_1)
			.timeout(Duration.ofSeconds(60));
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
		return this.client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	public static String answeredBy(HttpResponse<?> response) {
		return response.headers().firstValue("Cluster-Worker").orElse("nobody");
	}

	@Override
	public void close() throws Exception {
		this.contexts.values().forEach(ConfigurableApplicationContext::close);
		this.primary.close();
	}

	/**
	 * The web servers, all of which are on the class path.
	 */
	public enum Server {

		TOMCAT("tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
				"tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration",
				"tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
				"tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration"),

		JETTY("jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
				"jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
				"jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
				"jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration"),

		NETTY("reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration",
				"reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration");

		private final List<String> autoConfigurations;

		Server(String... autoConfigurations) {
			this.autoConfigurations = Stream.of(autoConfigurations)
				.map((name) -> "org.springframework.boot." + name)
				.toList();
		}

	}

}
