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
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import org.apache.commons.logging.LogFactory;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.primary.Primary;
import io.github.clusterboot.startup.ExtractedJar;

/**
 * The jars that a primary runs from.
 */
public final class PrimaryJars {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryJars.class);

	private static final String LIBRARY = "META-INF/native/libnetty_transport_native_epoll_";

	/**
	 * What an application may have excluded.
	 */
	private static final List<String> OPTIONAL = List.of("com.sun.jna.Native", "io.netty.channel.epoll.Epoll");

	private final ClassLoader loader;

	/**
	 * Creates a new {@link PrimaryJars}.
	 * @param loader the class loader of the application
	 */
	public PrimaryJars(ClassLoader loader) {
		this.loader = loader;
	}

	/**
	 * Copies the jars, so that what happens to the application's jar is nothing to a
	 * primary that runs from them.
	 * @return a jar that has the copies on its class path
	 */
	Path copy(Path directory) throws IOException {
		List<String> names = new ArrayList<>();
		for (String jar : jars()) {
			String name = names.size() + ".jar";
			try (InputStream content = content(jar)) {
				Files.copy(content, directory.resolve(name));
			}
			names.add(name);
		}
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", names));
		Path jar = directory.resolve("primary.jar");
		new JarOutputStream(Files.newOutputStream(jar), manifest).close();
		return jar;
	}

	/**
	 * Copies all that the application has, its configuration of logging among it.
	 * @return a jar that has the copies on its class path
	 */
	static Path copyAll(Path directory, Target target) throws IOException {
		if (target instanceof Target.Jar jar && ExtractedJar.isExtractable(Path.of(jar.path()))) {
			return ExtractedJar.extract(Path.of(jar.path()), directory);
		}
		throw new UnsupportedOperationException(
				"logging has a configuration of its own, and the application is no executable jar");
	}

	/**
	 * Loads all classes of a primary that runs in the JVM that was launched: the jar may
	 * be overwritten later.
	 */
	public void loadInBackground() {
		DaemonThreads.start("cluster-classes", () -> {
			try {
				for (String jar : jars()) {
					loadAll(jar);
				}
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("Not all classes of the primary are loaded", ex);
			}
		});
	}

	private void loadAll(String url) throws IOException {
		try (JarInputStream jar = new JarInputStream(content(url))) {
			for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
				String name = entry.getName();
				if (name.endsWith(".class") && !name.startsWith("META-INF/")
						&& (!name.startsWith("org/springframework/") || name.contains("/logging/"))) {
					load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
				}
			}
		}
	}

	/**
	 * Loads a class.
	 * @return the class, or nothing if it needs what this application does not have, so
	 * that it is not used
	 */
	private Stream<Class<?>> load(String className) {
		try {
			return Stream.of(Class.forName(className, false, this.loader));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return Stream.empty();
		}
	}

	Set<String> jars() {
		ILoggerFactory logging = LoggerFactory.getILoggerFactory();
		Set<String> jars = new LinkedHashSet<>();
		List<Class<?>> needed = List.of(Primary.class, PrimaryJars.class, LoggingSystem.class, Environment.class,
				BeanFactory.class, ApplicationContext.class, LogFactory.class, Logger.class, logging.getClass(),
				logging.getClass().getSuperclass(), EventExecutor.class, ByteBuf.class, Channel.class,
				AddressResolver.class, ByteToMessageDecoder.class, FileDescriptor.class);
		Stream.concat(needed.stream(), OPTIONAL.stream().flatMap(this::load)).forEach((used) -> {
			CodeSource source = used.getProtectionDomain().getCodeSource();
			if (source != null) {
				jars.add(source.getLocation().toString());
			}
		});
		String name = LIBRARY + PlatformDependent.normalizedArch() + ".so";
		URL library = this.loader.getResource(name);
		if (library != null) {
			jars.add(library.toString().replace(name, ""));
		}
		return jars;
	}

	/**
	 * A jar is at {@code jar:nested:…!/} where Boot's loader has it, in a jar, else at
	 * {@code file:…}, both with and without {@code jar:} around.
	 */
	private static InputStream content(String url) throws IOException {
		if (url.endsWith("!/")) {
			return content(url.substring(0, url.length() - "!/".length()).replaceFirst("^jar:", ""));
		}
		if (url.endsWith("/")) {
			throw new UnsupportedOperationException("classes are in a directory, " + url);
		}
		return new URL(url).openStream();
	}

}
