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
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
 *
 * @param jar the thin jar, to be started with {@code -jar}
 * @param libraries the libraries, in the order of the class path
 */
public record ExtractedJar(Path jar, List<Path> libraries) {

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

	private static final Attributes.Name START_CLASS = new Attributes.Name("Start-Class");

	private static final Attributes.Name INDEX = new Attributes.Name("Spring-Boot-Classpath-Index");

	private static final Attributes.Name ADD_OPENS = new Attributes.Name("Add-Opens");

	private static final Attributes.Name NATIVE_ACCESS = new Attributes.Name("Enable-Native-Access");

	/**
	 * What only Boot's loader and tools need to know.
	 */
	private static final List<Attributes.Name> OF_LAYOUT = List.of(START_CLASS, INDEX,
			new Attributes.Name("Spring-Boot-Classes"), new Attributes.Name("Spring-Boot-Lib"),
			new Attributes.Name("Spring-Boot-Layers-Index"));

	private static final String CLASSES = "BOOT-INF/classes/";

	private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/[^/]+");

	private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

	/**
	 * Boot's loader, with the service that names its file system, and what is not copied
	 * as it is.
	 */
	private static final Pattern NOT_OF_THE_APPLICATION = Pattern.compile("BOOT-INF/.*|META-INF/(MANIFEST\\.MF)?"
			+ "|org/(springframework/(boot/(loader/.*)?)?)?|META-INF/services/java\\.nio\\.file\\.spi\\.FileSystemProvider");

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
	 * @return what was extracted
	 * @throws IOException if the jar cannot be read, or a file cannot be written
	 */
	public static ExtractedJar extract(Path file, Path directory) throws IOException {
		Path jar = directory.resolve(file.getFileName());
		List<Path> libraries = new ArrayList<>();
		Files.createDirectories(directory.resolve("lib"));
		try (JarFile source = JarFiles.open(file)) {
			for (JarEntry library : libraries(source)) {
				Path path = directory.resolve("lib").resolve(Path.of(library.getName()).getFileName());
				try (InputStream content = source.getInputStream(library)) {
					Files.copy(content, path);
				}
				libraries.add(path);
			}
			try (JarOutputStream output = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)),
					manifest(source.getManifest(), libraries))) {
				writeApplication(source, output);
			}
		}
		return new ExtractedJar(jar, libraries);
	}

	/**
	 * What a directory holds that a jar was extracted to.
	 * @throws IOException if the thin jar is not there or not whole
	 */
	static ExtractedJar of(Path jar) throws IOException {
		try (JarFile file = JarFiles.open(jar)) {
			String libraries = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
			return new ExtractedJar(jar,
					Stream.of(libraries.split(" "))
						.filter((library) -> !library.isEmpty())
						.map((library) -> jar.resolveSibling(URI.create(library).getPath()))
						.toList());
		}
	}

	boolean isThere() {
		return Files.exists(this.jar) && this.libraries.stream().allMatch(Files::exists);
	}

	/**
	 * Those in the index come first, in its order. One that is in the index only was
	 * taken out of the jar, which Spring Boot does not mind either.
	 */
	private static List<JarEntry> libraries(JarFile source) throws IOException {
		Set<String> names = new LinkedHashSet<>();
		String location = source.getManifest().getMainAttributes().getValue(INDEX);
		JarEntry index = (location != null) ? source.getJarEntry(location) : null;
		if (index != null) {
			try (InputStream content = source.getInputStream(index)) {
				new String(content.readAllBytes(), StandardCharsets.UTF_8).lines()
					.map((line) -> line.replaceAll("^- \"|\"$", ""))
					.forEach(names::add);
			}
		}
		source.stream().map(ZipEntry::getName).forEach(names::add);
		return names.stream()
			.filter((name) -> LIBRARY.matcher(name).matches() && source.getJarEntry(name) != null)
			.map(source::getJarEntry)
			.toList();
	}

	private static Manifest manifest(Manifest source, List<Path> libraries) throws IOException {
		Manifest manifest = new Manifest(source);
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MAIN_CLASS, attributes.getValue(START_CLASS));
		List<String> classPath = new ArrayList<>();
		for (Path library : libraries) {
			classPath.add(url("lib/" + library.getFileName()));
		}
		attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
		OF_LAYOUT.forEach(attributes::remove);
		attributes.putIfAbsent(NATIVE_ACCESS, "ALL-UNNAMED");
		attributes.merge(ADD_OPENS, JavaWorkerCommand.OPENS, (own, added) -> own + " " + added);
		return manifest;
	}

	/**
	 * The entries of a manifest's class path are relative URLs with spaces between them.
	 */
	private static String url(String path) throws IOException {
		try {
			return new URI(null, null, path, null).toASCIIString();
		}
		catch (URISyntaxException ex) {
			throw new IOException(path + " cannot be on a class path", ex);
		}
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
			ZipEntry copy = new ZipEntry(applicationName(entry.getName()));
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

	private static String applicationName(String name) {
		return name.startsWith(CLASSES) ? name.substring(CLASSES.length()) : name;
	}

}
