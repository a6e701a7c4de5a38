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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

import io.github.clusterboot.jvm.JvmArguments;

/**
 * Names for what the start-up cache keeps. What differs in anything that matters has
 * another name. The JVM looks at some of it itself, but not at all: an AOT cache of
 * another version of a jar is taken as it is, stale classes and all (JDK-8377932).
 */
public final class CacheKey {

	private static final int LENGTH = 32;

	/**
	 * Changes when what is kept does.
	 */
	private static final String FORMAT = "2";

	private static final String[] JVM = { "java.vm.name", "java.vm.vendor", "java.vm.version", "java.runtime.version",
			"os.name", "os.arch", "java.home" };

	private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

	private CacheKey() {
	}

	/**
	 * The key of a jar: its name and what is in it. The directory at the end of a jar has
	 * names, sizes and checksums of all its entries, nested jars among them, so that the
	 * rest need not be read.
	 * @param file the jar
	 * @param qualifiers what else matters
	 * @return the key
	 * @throws IOException if the file cannot be read or is no whole jar
	 */
	static String ofJar(Path file, String... qualifiers) throws IOException {
		List<String> parts = new ArrayList<>(List.of(FORMAT, String.valueOf(file.getFileName())));
		parts.addAll(List.of(qualifiers));
		try (JarFile jar = new JarFile(file.toFile())) {
			jar.stream()
				.map((entry) -> "%s %d %x".formatted(entry.getName(), entry.getSize(), entry.getCrc()))
				.forEach(parts::add);
		}
		catch (ZipException ex) {
			throw new IOException("%s is no readable jar: %s".formatted(file, ex.getMessage()), ex);
		}
		return of(parts);
	}

	/**
	 * The key of a JVM and how it is started.
	 * @param system the system properties of such a JVM
	 * @param processors how many processors it may use, unless an argument says so
	 * @param jvmArguments the arguments of a worker
	 * @return the key
	 */
	public static String ofJvm(Properties system, int processors, List<String> jvmArguments) {
		List<String> parts = new ArrayList<>(List.of(FORMAT));
		for (String property : JVM) {
			parts.add(property + "=" + system.getProperty(property));
		}
		// what the maximum of the heap is does not matter but for the size of pointers
		JvmArguments all = new JvmArguments(jvmArguments);
		long maxHeap = all.size("-Xmx", "-XX:MaxHeapSize=").orElse(0);
		parts.add((maxHeap < 32L << 30) ? "compressed" : "large");
		// one processor is where JVMs choose another collector
		if (jvmArguments.stream().noneMatch((argument) -> COLLECTOR.matcher(argument).matches())) {
			parts.add((all.number("-XX:ActiveProcessorCount=").orElse(processors) < 2) ? "single" : "several");
		}
		ArchiveKind.relevant(jvmArguments)
			.stream()
			.filter((argument) -> !argument.startsWith("-Xmx") && !argument.startsWith("-XX:MaxHeapSize=")
					&& !argument.startsWith("-XX:ActiveProcessorCount="))
			.forEach(parts::add);
		return of(parts);
	}

	private static String of(List<String> parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String part : parts) {
				digest.update(part.getBytes(StandardCharsets.UTF_8));
				digest.update((byte) 0);
			}
			return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
