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
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads all classes that the primary may ever need while its jar is still the one that it
 * was started from. The jar may be overwritten at any time later, and what a primary
 * needs for the first time then (to log an exception, to end) could not be read any more.
 */
public final class PrimaryClasses {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryClasses.class);

	/**
	 * One class of each jar that the primary uses as a whole. Logging systems other than
	 * the default one are named by a class that may be absent.
	 */
	private static final List<String> JARS = List.of("io.github.clusterboot.primary.Primary", "io.netty.buffer.ByteBuf",
			"io.netty.util.concurrent.EventExecutor", "io.netty.channel.Channel",
			"io.netty.handler.codec.ByteToMessageDecoder", "io.netty.channel.epoll.Epoll",
			"io.netty.channel.unix.FileDescriptor", "tools.jackson.core.JsonParser",
			"tools.jackson.databind.ObjectMapper", "com.fasterxml.jackson.annotation.JsonTypeInfo", "org.slf4j.Logger",
			"ch.qos.logback.classic.Logger", "ch.qos.logback.core.Appender");

	/**
	 * Parts of other jars: what ends the log, and writes it.
	 */
	private static final List<String> PARTS = List.of("org/springframework/boot/SpringApplication",
			"org/springframework/boot/logging/", "org/springframework/boot/ansi/",
			"org/springframework/util/FileSystemUtils");

	private PrimaryClasses() {
	}

	/**
	 * Loads the classes on a thread of its own.
	 * @param loader the class loader of the primary
	 */
	public static void loadInBackground(ClassLoader loader) {
		Thread thread = new Thread(() -> load(loader), "cluster-classes");
		thread.setDaemon(true);
		thread.start();
	}

	private static void load(ClassLoader loader) {
		long start = System.nanoTime();
		int loaded = 0;
		for (URL jar : jars(loader, JARS)) {
			loaded += load(jar, List.of(""), loader);
		}
		for (URL jar : jars(loader,
				List.of("org.springframework.boot.SpringApplication", "org.springframework.util.FileSystemUtils"))) {
			loaded += load(jar, PARTS, loader);
		}
		logger.debug("Loaded {} classes in {} ms", loaded, (System.nanoTime() - start) / 1_000_000);
	}

	private static Set<URL> jars(ClassLoader loader, List<String> classNames) {
		Set<URL> jars = new LinkedHashSet<>();
		for (String className : classNames) {
			try {
				CodeSource source = Class.forName(className, false, loader).getProtectionDomain().getCodeSource();
				if (source != null && source.getLocation().getPath().contains(".jar")) {
					jars.add(source.getLocation());
				}
			}
			catch (ClassNotFoundException ex) {
				logger.debug("There is no {}", className);
			}
		}
		return jars;
	}

	private static int load(URL jar, List<String> prefixes, ClassLoader loader) {
		int loaded = 0;
		try {
			for (String className : classNames(jar, prefixes)) {
				try {
					Class.forName(className, false, loader);
					loaded++;
				}
				catch (ClassNotFoundException | LinkageError ex) {
					// needs what this application does not have, so it is not used here
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Could not read {}", jar, ex);
		}
		return loaded;
	}

	private static List<String> classNames(URL jar, List<String> prefixes) throws IOException {
		URL url = jar.getProtocol().equals("jar") ? jar : new URL("jar:" + jar + "!/");
		URLConnection connection = url.openConnection();
		List<String> names = new ArrayList<>();
		if (connection instanceof JarURLConnection jarConnection) {
			JarFile file = jarConnection.getJarFile();
			file.stream()
				.map(JarEntry::getName)
				.filter((name) -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.contains("-info"))
				.filter((name) -> prefixes.stream().anyMatch(name::startsWith))
				.map((name) -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
				.forEach(names::add);
		}
		return names;
	}

}
