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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * What is in an executable jar of Spring Boot, as a thin jar of the application with its
 * libraries in {@code lib} beside it: the layout that Boot's own {@code jarmode=tools}
 * makes. The JVM loads classes from it by itself, faster than Boot's loader does from
 * nested jars, and can keep them in an archive.
 *
 * @param jar the thin jar, to be started with {@code -jar}
 * @param mainClass the application's main class
 * @param classPath the thin jar and the libraries, in the order of the class path
 */
public record ExtractedJar(Path jar, String mainClass, List<Path> classPath) {

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

	private static final String LIBRARIES = "BOOT-INF/lib/";

	private static final String LOADER = "org/springframework/boot/loader/";

	/**
	 * Names a file system of Boot's loader.
	 */
	private static final String LOADER_SERVICE = "META-INF/services/java.nio.file.spi.FileSystemProvider";

	private static final Pattern INDEX_LINE = Pattern.compile("- \"(.+)\"");

	private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

	/**
	 * Creates a new {@link ExtractedJar}.
	 */
	public ExtractedJar {
		classPath = List.copyOf(classPath);
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
		try (JarFile jar = open(file)) {
			return isExtractable(jar);
		}
	}

	private static boolean isExtractable(JarFile jar) throws IOException {
		Manifest manifest = jar.getManifest();
		return manifest != null && LAUNCHER.equals(manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
				&& manifest.getMainAttributes().getValue(START_CLASS) != null
				&& jar.stream().noneMatch((entry) -> SIGNATURE.matcher(entry.getName()).matches());
	}

	/**
	 * Extracts a jar. Files that are there already are replaced. What is on the class
	 * path may use native code, as Netty's native transport does.
	 * @param file an {@linkplain #isExtractable extractable} jar
	 * @param directory where to extract it to, which is created if need be
	 * @param opens packages of the JDK ({@code module/package}) that the application
	 * needs to be opened to it. Options that do this on a command line keep the JVM from
	 * using its archive of the module graph, an attribute of the thin jar does not
	 * @return what was extracted
	 * @throws IOException if the file is no such jar, or a file cannot be written
	 */
	public static ExtractedJar extract(Path file, Path directory, String... opens) throws IOException {
		try (JarFile jar = open(file)) {
			if (!isExtractable(jar)) {
				throw new IOException(file + " is no jar that can be extracted");
			}
			return new Extraction(jar, directory).extract(directory.resolve(file.getFileName()), opens);
		}
	}

	/**
	 * What a directory holds that a jar was extracted to.
	 * @param jar the thin jar
	 * @return the extracted jar; whether its files are all there is not looked at
	 * @throws IOException if the thin jar cannot be read or is none
	 */
	public static ExtractedJar of(Path jar) throws IOException {
		try (JarFile file = open(jar)) {
			Manifest manifest = file.getManifest();
			String mainClass = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS)
					: null;
			if (manifest == null || mainClass == null) {
				throw new IOException(jar + " has no main class");
			}
			List<Path> classPath = new ArrayList<>(List.of(jar));
			String libraries = manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
			for (String library : (libraries != null) ? libraries.trim().split(" +") : new String[0]) {
				classPath.add(jar.resolveSibling(path(library)));
			}
			return new ExtractedJar(jar, mainClass, classPath);
		}
	}

	/**
	 * The entries of a manifest's class path are relative URLs with spaces between them.
	 */
	public static String url(String path) throws IOException {
		try {
			return new URI(null, null, path, null).toASCIIString();
		}
		catch (URISyntaxException ex) {
			throw new IOException(path + " cannot be on a class path", ex);
		}
	}

	private static String path(String url) throws IOException {
		try {
			return Objects.requireNonNull(new URI(url).getPath());
		}
		catch (URISyntaxException | NullPointerException ex) {
			throw new IOException(url + " is no path", ex);
		}
	}

	private static JarFile open(Path file) throws IOException {
		try {
			return new JarFile(file.toFile());
		}
		catch (ZipException ex) {
			throw new IOException("%s is no readable jar: %s".formatted(file, ex.getMessage()), ex);
		}
	}

	/**
	 * One extraction.
	 */
	private record Extraction(JarFile source, Path directory) {

		ExtractedJar extract(Path jar, String... opens) throws IOException {
			List<JarEntry> libraries = libraries();
			List<Path> classPath = new ArrayList<>(List.of(jar));
			List<String> names = new ArrayList<>();
			Files.createDirectories(this.directory.resolve("lib"));
			for (JarEntry library : libraries) {
				String name = "lib/" + library.getName().substring(LIBRARIES.length());
				Path path = this.directory.resolve(name);
				try (InputStream content = this.source.getInputStream(library);
						OutputStream output = Files.newOutputStream(path)) {
					content.transferTo(output);
				}
				classPath.add(path);
				names.add(url(name));
			}
			Manifest manifest = manifest(names, opens);
			try (JarOutputStream output = new JarOutputStream(
					new BufferedOutputStream(Files.newOutputStream(jar), 1 << 16), manifest)) {
				writeApplication(output);
			}
			return new ExtractedJar(jar, manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS), classPath);
		}

		/**
		 * Those in the index come first, in its order. One that is in the index only was
		 * taken out of the jar, which Spring Boot does not mind either.
		 */
		private List<JarEntry> libraries() throws IOException {
			Set<String> names = new LinkedHashSet<>(index());
			this.source.stream().map(ZipEntry::getName).filter(Extraction::isLibrary).forEach(names::add);
			List<JarEntry> libraries = new ArrayList<>();
			for (String name : names) {
				JarEntry entry = this.source.getJarEntry(name);
				if (!isLibrary(name)) {
					throw new IOException("%s is no library of %s".formatted(name, this.source.getName()));
				}
				if (entry != null) {
					libraries.add(entry);
				}
			}
			return libraries;
		}

		private static boolean isLibrary(String name) {
			return name.startsWith(LIBRARIES) && name.length() > LIBRARIES.length()
					&& name.indexOf('/', LIBRARIES.length()) < 0;
		}

		private List<String> index() throws IOException {
			String location = this.source.getManifest().getMainAttributes().getValue(INDEX);
			JarEntry index = (location != null) ? this.source.getJarEntry(location) : null;
			if (index == null) {
				return List.of();
			}
			try (BufferedReader reader = new BufferedReader(
					new InputStreamReader(this.source.getInputStream(index), StandardCharsets.UTF_8))) {
				return reader.lines()
					.map(INDEX_LINE::matcher)
					.filter(Matcher::matches)
					.map((line) -> line.group(1))
					.toList();
			}
		}

		private Manifest manifest(List<String> libraries, String... opens) throws IOException {
			Manifest manifest = new Manifest(this.source.getManifest());
			Attributes attributes = manifest.getMainAttributes();
			attributes.put(Attributes.Name.MAIN_CLASS, attributes.getValue(START_CLASS));
			attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
			OF_LAYOUT.forEach(attributes::remove);
			attributes.putIfAbsent(NATIVE_ACCESS, "ALL-UNNAMED");
			if (opens.length > 0) {
				String own = attributes.getValue(ADD_OPENS);
				attributes.put(ADD_OPENS, ((own != null) ? own + " " : "") + String.join(" ", opens));
			}
			return manifest;
		}

		/**
		 * The application's own classes and what lies beside them. Of two files with the
		 * same name the application's own is kept. Directories have entries too: by them,
		 * packages are found.
		 */
		private void writeApplication(JarOutputStream output) throws IOException {
			Set<String> written = new HashSet<>(Set.of("META-INF/", JarFile.MANIFEST_NAME));
			for (JarEntry entry : entries(CLASSES)) {
				write(entry, entry.getName().substring(CLASSES.length()), output, written);
			}
			for (JarEntry entry : entries("")) {
				String name = entry.getName();
				if (!name.startsWith("BOOT-INF/") && !name.startsWith(LOADER) && !LOADER.startsWith(name)
						&& !isServiceOfLoader(entry)) {
					write(entry, name, output, written);
				}
			}
		}

		private List<JarEntry> entries(String prefix) {
			return this.source.stream()
				.filter((entry) -> entry.getName().startsWith(prefix) && entry.getName().length() > prefix.length())
				.toList();
		}

		private boolean isServiceOfLoader(JarEntry entry) throws IOException {
			if (!entry.getName().equals(LOADER_SERVICE)) {
				return false;
			}
			try (InputStream content = this.source.getInputStream(entry)) {
				return new String(content.readAllBytes(), StandardCharsets.UTF_8).contains(LOADER.replace('/', '.'));
			}
		}

		private void write(JarEntry entry, String name, JarOutputStream output, Set<String> written)
				throws IOException {
			for (int end = name.indexOf('/'); end >= 0 && end < name.length() - 1; end = name.indexOf('/', end + 1)) {
				put(name.substring(0, end + 1), entry, output, written);
			}
			if (!put(name, entry, output, written)) {
				return;
			}
			if (!entry.isDirectory()) {
				try (InputStream content = this.source.getInputStream(entry)) {
					content.transferTo(output);
				}
			}
			output.closeEntry();
		}

		private static boolean put(String name, JarEntry entry, JarOutputStream output, Set<String> written)
				throws IOException {
			if (!written.add(name)) {
				return false;
			}
			ZipEntry copy = new ZipEntry(name);
			copy.setTime(entry.getTime());
			output.putNextEntry(copy);
			return true;
		}

	}

}
