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

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import io.github.clusterboot.jvm.JarFiles;
import io.github.clusterboot.jvm.JavaWorkerCommand;

/**
 * What is in an executable jar of Spring Boot, as a thin jar of the application with its
 * libraries in {@code lib} beside it: the layout that Boot's own {@code jarmode=tools}
 * makes. The JVM loads classes from it by itself, faster than Boot's loader does from
 * nested jars, and can keep them in an archive.
 */
public final class ExtractedJar {

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

	private static final Attributes.Name START_CLASS = new Attributes.Name("Start-Class");

	private static final Attributes.Name ADD_OPENS = new Attributes.Name("Add-Opens");

	private static final Attributes.Name NATIVE_ACCESS = new Attributes.Name("Enable-Native-Access");

	private static final String CLASSES = "BOOT-INF/classes/";

	private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/[^/]+");

	private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

	/**
	 * Boot's loader, with the service that names its file system, and what is not copied
	 * as it is.
	 */
	private static final Pattern NOT_OF_THE_APPLICATION = Pattern.compile("BOOT-INF/.*|META-INF/(MANIFEST\\.MF)?"
			+ "|org/(springframework/(boot/(loader/.*)?)?)?|META-INF/services/java\\.nio\\.file\\.spi\\.FileSystemProvider");

	private ExtractedJar() {
	}

	/**
	 * Whether a file is a jar that can be extracted: one that Boot's {@code JarLauncher}
	 * starts. Others are not: wars, signed jars, whose signatures would be lost, and jars
	 * with a launcher that finds its class path elsewhere.
	 * @param file the file
	 * @return whether it is
	 * @throws IOException if the file cannot be read or is no whole jar
	 */
	public static boolean isExtractable(Path file) throws IOException {
		try (JarFile jar = JarFiles.open(file)) {
			Manifest manifest = jar.getManifest();
			return manifest != null
					&& LAUNCHER.equals(manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
					&& manifest.getMainAttributes().getValue(START_CLASS) != null
					&& jar.stream().noneMatch((entry) -> SIGNATURE.matcher(entry.getName()).matches());
		}
	}

	/**
	 * Extracts a jar. Its manifest says what a worker needs its JVM to allow: options
	 * that do so on a command line keep the JVM from using its archive of the module
	 * graph.
	 * @param file an {@linkplain #isExtractable extractable} jar
	 * @param directory where to extract it to, which is created if need be
	 * @return the thin jar, to be started with {@code -jar}
	 * @throws IOException if the jar cannot be read, or a file cannot be written
	 */
	public static Path extract(Path file, Path directory) throws IOException {
		Path jar = directory.resolve(file.getFileName());
		Path libraries = Files.createDirectories(directory.resolve("lib"));
		List<String> classPath = new ArrayList<>();
		try (JarFile source = JarFiles.open(file)) {
			List<JarEntry> entries = source.stream()
				.filter((entry) -> LIBRARY.matcher(entry.getName()).matches())
				.toList();
			for (JarEntry entry : entries) {
				Path library = libraries.resolve(Path.of(entry.getName()).getFileName());
				try (InputStream content = source.getInputStream(entry)) {
					Files.copy(content, library);
				}
				classPath.add(directory.toUri().relativize(library.toUri()).toString());
			}
			try (JarOutputStream output = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)),
					manifest(source.getManifest(), classPath))) {
				writeApplication(source, output);
			}
		}
		return jar;
	}

	/**
	 * Whether a thin jar and all its libraries are there.
	 */
	static boolean isWhole(Path jar) {
		try (JarFile file = JarFiles.open(jar)) {
			String classPath = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
			return Stream.of(classPath.split(" "))
				.allMatch((library) -> Files.exists(Path.of(jar.toUri().resolve(library))));
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private static Manifest manifest(Manifest source, List<String> classPath) {
		Manifest manifest = new Manifest(source);
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MAIN_CLASS, attributes.remove(START_CLASS));
		attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
		attributes.putIfAbsent(NATIVE_ACCESS, "ALL-UNNAMED");
		attributes.merge(ADD_OPENS, JavaWorkerCommand.OPENS, (own, added) -> own + " " + added);
		return manifest;
	}

	/**
	 * The application's own classes and what lies beside them. Of two files with the same
	 * name the application's own is kept. Directories have entries too: by them, packages
	 * are found.
	 */
	private static void writeApplication(JarFile source, JarOutputStream output) throws IOException {
		List<JarEntry> own = source.stream().filter((entry) -> entry.getName().startsWith(CLASSES)).toList();
		List<JarEntry> others = source.stream()
			.filter((entry) -> !NOT_OF_THE_APPLICATION.matcher(entry.getName()).matches())
			.toList();
		Set<String> written = new HashSet<>(Set.of("", "META-INF/", JarFile.MANIFEST_NAME));
		for (JarEntry entry : Stream.concat(own.stream(), others.stream()).toList()) {
			ZipEntry copy = new ZipEntry(entry.getName().replaceFirst("^" + CLASSES, ""));
			if (written.add(copy.getName())) {
				copy.setTime(entry.getTime());
				output.putNextEntry(copy);
				try (InputStream content = source.getInputStream(entry)) {
					content.transferTo(output);
				}
				output.closeEntry();
			}
		}
	}

}
