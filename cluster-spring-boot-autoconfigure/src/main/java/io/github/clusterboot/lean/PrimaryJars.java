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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.startup.ExtractedJar;

/**
 * Copies of the jars that a primary in a JVM of its own runs from. What happens to the
 * application's jar is nothing to it.
 */
final class PrimaryJars {

	/**
	 * One class of each jar, those first of which most is needed. The last ones are not
	 * there in every application.
	 */
	private static final List<String> CLASSES = List.of("io.github.clusterboot.primary.Primary",
			"io.github.clusterboot.startup.StartupCache", "org.springframework.boot.logging.LoggingSystem",
			"ch.qos.logback.classic.Logger", "ch.qos.logback.core.Appender", "org.slf4j.Logger",
			"org.springframework.core.env.Environment", "io.netty.util.concurrent.EventExecutor",
			"io.netty.channel.Channel", "io.netty.channel.unix.FileDescriptor", "io.netty.channel.epoll.Epoll",
			"io.netty.channel.kqueue.KQueue", "io.netty.buffer.ByteBuf", "io.netty.handler.codec.ByteToMessageDecoder",
			"io.netty.resolver.AddressResolver", "tools.jackson.databind.ObjectMapper", "tools.jackson.core.JsonParser",
			"com.fasterxml.jackson.annotation.JsonTypeInfo", "org.springframework.beans.factory.BeanFactory",
			"org.springframework.context.ApplicationContext", "org.apache.commons.logging.LogFactory",
			"org.slf4j.bridge.SLF4JBridgeHandler", "org.apache.logging.log4j.Logger",
			"org.apache.logging.slf4j.SLF4JProvider", "com.sun.jna.Native", "org.jspecify.annotations.Nullable");

	/**
	 * Beside its classes, a native transport has its library in a jar of its own.
	 */
	private static final List<String> RESOURCES = List.of("META-INF/native/libnetty_transport_native_epoll_x86_64.so",
			"META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
			"META-INF/native/libnetty_transport_native_epoll_riscv64.so");

	private static final String NAME = "primary.jar";

	private final ClassLoader loader;

	PrimaryJars(ClassLoader loader) {
		this.loader = loader;
	}

	/**
	 * Copies the jars that a primary needs.
	 * @param directory where to
	 * @return a jar that has the copies on its class path
	 * @throws IOException if they cannot be read or written
	 * @throws UnsupportedOperationException if classes are not in jars
	 */
	Path copyTo(Path directory) throws IOException {
		List<String> names = new ArrayList<>();
		for (URL jar : needed()) {
			String name = names.size() + ".jar";
			try (InputStream content = content(jar)) {
				Files.copy(content, directory.resolve(name));
			}
			names.add(name);
		}
		Path jar = directory.resolve(NAME);
		write(jar, String.join(" ", names));
		return jar;
	}

	private Set<URL> needed() throws IOException {
		Set<URL> jars = new LinkedHashSet<>();
		for (String name : CLASSES) {
			addJarOf(name, jars);
		}
		for (String name : RESOURCES) {
			URL resource = this.loader.getResource(name);
			if (resource != null) {
				String url = resource.toString();
				jars.add(new URL(url.substring(0, url.length() - name.length())));
			}
		}
		return jars;
	}

	/**
	 * Copies all that the application has, its configuration of logging among it.
	 * @param directory where to
	 * @param target what the JVM runs
	 * @return a jar that has the copies on its class path
	 * @throws IOException if they cannot be read or written
	 * @throws UnsupportedOperationException if this is no jar of Spring Boot
	 */
	static Path copyAllTo(Path directory, Target target) throws IOException {
		if (target instanceof Target.Jar jar && ExtractedJar.isExtractable(Path.of(jar.path()))) {
			return ExtractedJar.extract(Path.of(jar.path()), directory).jar();
		}
		throw new UnsupportedOperationException(
				"logging has a configuration of its own, and the application is no executable jar");
	}

	private void addJarOf(String className, Set<URL> jars) {
		URL location = location(className);
		if (location != null) {
			jars.add(location);
		}
	}

	private @Nullable URL location(String className) {
		try {
			CodeSource source = Class.forName(className, false, this.loader).getProtectionDomain().getCodeSource();
			return (source != null) ? source.getLocation() : null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * A jar is at {@code jar:nested:…!/} where Boot's loader has it, in a jar, else at
	 * {@code file:…}, both with and without {@code jar:} around.
	 */
	private static InputStream content(URL jar) throws IOException {
		String url = jar.toString();
		if (url.startsWith("jar:") && url.endsWith("!/")) {
			url = url.substring("jar:".length(), url.length() - "!/".length());
		}
		if (url.endsWith("/")) {
			throw new UnsupportedOperationException("classes are in a directory, " + url);
		}
		return new URL(url).openStream();
	}

	private static void write(Path jar, String classPath) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		new JarOutputStream(Files.newOutputStream(jar), manifest).close();
	}

}
