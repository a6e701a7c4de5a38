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
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.ExportException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link UnsharedPortFailureAnalyzer}.
 */
class UnsharedPortFailureAnalyzerTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("cluster.worker.slot", "1");

	@Test
	void beanThatOpensAPortOfAnotherWorkerIsNamed() throws Exception {
		try (ServerSocket ofAnotherWorker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(Admin.class, () -> new Admin(ofAnotherWorker.getLocalPort()));
			context.register(Console.class);
			FailureAnalysis analysis = analyze(catchThrowable(context::refresh));
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription())
				.startsWith("The bean 'adminSocket' opens a server socket whose port the error does not tell");
			assertThat(analysis.getAction()).contains("${cluster.worker.slot:0}");
		}
	}

	@Test
	void portIsNamedWhereTheErrorTells() {
		assertThat(description(new IOException("Failed to bind to address 0.0.0.0/0.0.0.0:9090",
				new IOException("bind(..) failed with error(-98): Address already in use"))))
			.startsWith("The bean 'grpcServerLifecycle' opens a server socket at port 9090, which is in use.");
		assertThat(description(new ExportException("Port already in use: 1099; nested exception is",
				new BindException("Address already in use"))))
			.contains(" at port 1099, ");
		assertThat(description(new IOException("Failed to bind to /[0:0:0:0:0:0:0:0]:5005",
				new BindException("Address already in use"))))
			.contains(" at port 5005, ");
	}

	@Test
	void numbersOfOtherMessagesAreNoPorts() {
		assertThat(description(new BindException("Address already in use (Bind failed)")))
			.contains("whose port the error does not tell");
	}

	@Test
	void portOfTheWebServerIsLeftToBoot() {
		assertThat(analyze(new ApplicationContextException("Failed to start bean 'webServerStartStop'",
				new PortInUseException(8080, new BindException("Address already in use")))))
			.isNull();
	}

	@Test
	void otherFailuresAndOtherProcessesAreLeftAlone() {
		assertThat(analyze(new IllegalStateException("The name is already in use"))).isNull();
		assertThat(analyze(new IllegalStateException("other"))).isNull();
		assertThat(analyze(new BindException("Permission denied"))).isNull();
		assertThat(new UnsharedPortFailureAnalyzer(new MockEnvironment())
			.analyze(new BindException("Address already in use"))).isNull();
	}

	@Test
	void isRegistered() {
		assertThat(SpringFactoriesLoader.loadFactoryNames(FailureAnalyzer.class, getClass().getClassLoader()))
			.contains(UnsharedPortFailureAnalyzer.class.getName());
	}

	private @Nullable String description(Exception cause) {
		FailureAnalysis analysis = analyze(
				new ApplicationContextException("Failed to start bean 'grpcServerLifecycle'", cause));
		return (analysis != null) ? analysis.getDescription() : null;
	}

	private @Nullable FailureAnalysis analyze(Throwable failure) {
		return new UnsharedPortFailureAnalyzer(this.environment).analyze(failure);
	}

	record Admin(int port) {

	}

	static class Console {

		@Bean
		ServerSocket adminSocket(Admin admin) throws IOException {
			return new ServerSocket(admin.port(), 1, InetAddress.getLoopbackAddress());
		}

	}

}
