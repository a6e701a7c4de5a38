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

import java.io.File;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortFile}.
 */
class PortFileTests {

	@TempDir
	private Path directory;

	@Test
	void isWrittenAsBootWouldButNotByItsWriterWhoRemovesIt() {
		File file = this.directory.resolve("run/app.port").toFile();
		SpringApplication application = new SpringApplication();
		application.addListeners(new WebServerPortFileWriter(file));
		int listeners = application.getListeners().size();
		PortFile.keep(application);
		assertThat(application.getListeners()).hasSize(listeners).noneMatch(WebServerPortFileWriter.class::isInstance);
		publish(application, 8080, null);
		publish(application, 9090, "management");
		assertThat(file).hasContent("8080");
		assertThat(this.directory.resolve("run/app-management.port")).hasContent("9090");
	}

	private static void publish(SpringApplication application, int port, @Nullable String namespace) {
		WebServerApplicationContext context = Mockito.mock(WebServerApplicationContext.class);
		Mockito.when(context.getServerNamespace()).thenReturn(namespace);
		WebServer server = Mockito.mock(WebServer.class);
		Mockito.when(server.getPort()).thenReturn(port);
		SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
		application.getListeners()
			.stream()
			.filter(PortFile.class::isInstance)
			.forEach(multicaster::addApplicationListener);
		multicaster.multicastEvent(new WebServerInitializedEvent(server) {

			@Override
			public WebServerApplicationContext getApplicationContext() {
				return context;
			}

		});
	}

}
