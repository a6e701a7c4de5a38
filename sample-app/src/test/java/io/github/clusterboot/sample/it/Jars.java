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

package io.github.clusterboot.sample.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.ToolProvider;

import org.springframework.util.FileSystemUtils;

/**
 * Jars to put in the place of the one that runs.
 */
final class Jars {

	private Jars() {
	}

	/**
	 * An application, with properties of its own.
	 * @param application the application
	 * @param jar where to write it
	 * @param properties the lines of the properties
	 * @return where it was written
	 */
	static Path sample(Application application, Path jar, String... properties) {
		try {
			Files.copy(application.jar(), jar, StandardCopyOption.REPLACE_EXISTING);
			try (FileSystem files = FileSystems.newFileSystem(jar)) {
				Path config = files.getPath("/BOOT-INF/classes/config");
				Files.createDirectories(config);
				Files.write(config.resolve("application.properties"), Arrays.asList(properties));
			}
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An application, with another version of a class of its own.
	 * @param application the application
	 * @param jar where to write it
	 * @param type the simple name of the class
	 * @param change gets the source as it is, and returns the other one
	 * @param properties the lines of the properties
	 * @return where it was written
	 */
	static Path sampleWith(Application application, Path jar, String type, UnaryOperator<String> change,
			String... properties) {
		String path = Application.MAIN_CLASS.replace('.', '/').replace("SampleApplication", type);
		Path directory = Sample.temporaryDirectory();
		try {
			Path source = directory.resolve(type + ".java");
			String before = Files.readString(Path.of("src/main/java", path + ".java"));
			String after = change.apply(before);
			if (after.equals(before)) {
				throw new IllegalArgumentException("Nothing was changed in " + type);
			}
			Files.writeString(source, after);
			int result = ToolProvider.getSystemJavaCompiler()
				.run(null, null, null, "--release", "17", "-proc:none", "-d", directory.toString(), "-classpath",
						application.classes() + File.pathSeparator + System.getProperty("java.class.path"),
						source.toString());
			if (result != 0) {
				throw new IllegalArgumentException("This cannot be compiled: " + after);
			}
			sample(application, jar, properties);
			try (FileSystem files = FileSystems.newFileSystem(jar)) {
				Files.copy(directory.resolve(path + ".class"), files.getPath("/BOOT-INF/classes", path + ".class"),
						StandardCopyOption.REPLACE_EXISTING);
			}
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			FileSystemUtils.deleteRecursively(directory.toFile());
		}
	}

	/**
	 * An application, without one of its libraries.
	 * @param application the application
	 * @param jar where to write it
	 * @param library the beginning of the library's file name
	 * @return where it was written
	 */
	static Path sampleWithout(Application application, Path jar, String library) {
		sample(application, jar);
		try (FileSystem files = FileSystems.newFileSystem(jar);
				DirectoryStream<Path> found = Files.newDirectoryStream(files.getPath("/BOOT-INF/lib"), library + "*")) {
			Files.delete(found.iterator().next());
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path exitsAtOnce(Path jar) {
		return write(jar, ExitsAtOnce.class);
	}

	static Path hangs(Path jar) {
		return write(jar, Hangs.class);
	}

	static Path truncated(Path jar) {
		try {
			byte[] whole = Files.readAllBytes(Application.MINIMAL.jar());
			return Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path garbage(Path jar) {
		try {
			byte[] garbage = new byte[1 << 20];
			Arrays.fill(garbage, (byte) 'x');
			return Files.write(jar, garbage);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replaces a file as {@code mv} does: the old content lives on for who has it open.
	 * @param from the new file, which is gone afterwards
	 * @param to the file to replace
	 */
	static void move(Path from, Path to) {
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replaces a file as {@code cp} does: its content changes under who has it open.
	 * @param from the new content
	 * @param to the file to replace
	 */
	static void copyInPlace(Path from, Path to) {
		try (OutputStream output = Files.newOutputStream(to)) {
			Files.copy(from, output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path write(Path jar, Class<?> main) {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
		String resource = main.getName().replace('.', '/') + ".class";
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar), manifest);
				InputStream input = main.getClassLoader().getResourceAsStream(resource)) {
			output.putNextEntry(new JarEntry(resource));
			input.transferTo(output);
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An application that cannot start.
	 */
	public static final class ExitsAtOnce {

		private ExitsAtOnce() {
		}

		public static void main(String[] args) {
			System.exit(3);
		}

	}

	/**
	 * An application that never starts.
	 */
	public static final class Hangs {

		private Hangs() {
		}

		public static void main(String[] args) throws InterruptedException {
			Thread.currentThread().join();
		}

	}

}
