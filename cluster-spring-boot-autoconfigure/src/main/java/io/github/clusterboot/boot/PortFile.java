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
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.util.ReflectionUtils;

/**
 * The file into which an application has Boot write its port. Boot's writer removes it
 * when its process ends; a worker leaves it to the others, who have the same port.
 *
 * @param writer Boot's writer, of which the application may have a subclass
 */
record PortFile(WebServerPortFileWriter writer) implements ApplicationListener<WebServerInitializedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(PortFile.class);

	/**
	 * Takes the place of Boot's writers.
	 */
	static void keep(SpringApplication application) {
		application.setListeners(application.getListeners()
			.stream()
			.<ApplicationListener<?>>map((listener) -> (listener instanceof WebServerPortFileWriter writer)
					? new PortFile(writer) : listener)
			.toList());
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		Method method = ReflectionUtils.findMethod(this.writer.getClass(), "getPortFile", ApplicationContext.class);
		ReflectionUtils.makeAccessible(Objects.requireNonNull(method));
		File file = (File) ReflectionUtils.invokeMethod(method, this.writer, event.getApplicationContext());
		try {
			Files.createDirectories(Objects.requireNonNull(file).getAbsoluteFile().toPath().getParent());
			Files.writeString(file.toPath(), String.valueOf(event.getWebServer().getPort()));
		}
		catch (IOException ex) {
			logger.warn("The port cannot be written to a file", ex);
		}
	}

}
