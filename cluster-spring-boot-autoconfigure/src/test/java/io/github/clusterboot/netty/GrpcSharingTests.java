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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterGrpcCustomizer} with servers and clients of gRPC.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrpcSharingTests {

	private static final MethodDescriptor<String, String> ECHO = MethodDescriptor.<String, String>newBuilder()
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("test.Echo/echo")
		.setRequestMarshaller(new Text())
		.setResponseMarshaller(new Text())
		.build();

	private final CountDownLatch slowArrived = new CountDownLatch(1);

	private final CountDownLatch answerSlow = new CountDownLatch(1);

	private final List<Server> servers = new ArrayList<>();

	private final List<ClusterGrpcCustomizer> customizers = new ArrayList<>();

	private InJvmPrimary primary;

	private ManagedChannel client;

	@AfterEach
	void stop() throws Exception {
		this.answerSlow.countDown();
		this.client.shutdownNow();
		this.servers.forEach(Server::shutdownNow);
		this.customizers.forEach(ClusterGrpcCustomizer::destroy);
		this.primary.close();
	}

	@ParameterizedTest
	@EnumSource
	void callsAreAnsweredAndCounted(SchedulingPolicy policy) throws Exception {
		this.primary = new InJvmPrimary(policy);
		Worker worker = this.primary.connectWorker();
		connect(start(worker));
		worker.accept();
		worker.beat(Duration.ofMillis(50));
		for (int i = 0; i < 10; i++) {
			assertThat(call("hello")).isEqualTo("hello");
		}
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() == 10 && heartbeat.connections() == 1);
	}

	@Test
	void noCallIsLostWhenOneOfTwoWorkersIsDrained() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		Worker first = this.primary.connectWorker();
		int port = start(first).getPort();
		first.accept();
		connect(this.servers.get(0));
		assertThat(call("hello")).isEqualTo("hello");
		Worker second = this.primary.connectWorker();
		assertThat(start(second).getPort()).isEqualTo(port);
		second.accept();
		CompletableFuture<Void> drained = InJvmPrimary.drain(first, Duration.ofSeconds(30));
		while (!drained.isDone()) {
			assertThat(call("hello")).isEqualTo("hello");
		}
		drained.get();
		assertThat(call("hello")).isEqualTo("hello");
	}

	@Test
	void callUnderWayIsWaitedFor() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		Worker worker = this.primary.connectWorker();
		connect(start(worker));
		worker.accept();
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> call("slow"));
		assertThat(this.slowArrived.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> drained = InJvmPrimary.drain(worker, Duration.ofSeconds(30));
		this.answerSlow.countDown();
		assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
		drained.get(10, TimeUnit.SECONDS);
	}

	private Server start(Worker worker) throws IOException {
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.addService(ServerServiceDefinition.builder("test.Echo")
				.addMethod(ECHO, ServerCalls.asyncUnaryCall((request, answer) -> {
					awaitIfSlow(request);
					answer.onNext(request);
					answer.onCompleted();
				}))
				.build());
		ClusterGrpcCustomizer customizer = new ClusterGrpcCustomizer(worker);
		customizer.customize(builder);
		this.customizers.add(customizer);
		Server server = builder.build().start();
		this.servers.add(server);
		return server;
	}

	private void awaitIfSlow(String request) {
		if (request.equals("slow")) {
			this.slowArrived.countDown();
			try {
				this.answerSlow.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void connect(Server server) {
		this.client = NettyChannelBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
			.usePlaintext()
			.build();
	}

	private String call(String request) {
		return ClientCalls.blockingUnaryCall(this.client, ECHO,
				CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
	}

	/**
	 * A message that is its text.
	 */
	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
