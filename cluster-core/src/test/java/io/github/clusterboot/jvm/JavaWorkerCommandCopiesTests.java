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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.jvm.JavaCommand.Target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link JavaWorkerCommand} with plain copies.
 */
class JavaWorkerCommandCopiesTests {

	@TempDir
	private Path temporary;

	private Path jar;

	private Path copies;

	@BeforeEach
	void createJar() throws IOException {
		this.jar = Files.createDirectory(this.temporary.resolve("app")).resolve("app.jar");
		this.copies = Files.createDirectory(this.temporary.resolve("private"));
		writeJar(this.jar, "first", null);
	}

	@Test
	void jarIsCopiedAndTheCopyOutlivesWhatIsWrittenOverTheJar() throws Exception {
		byte[] original = Files.readAllBytes(this.jar);
		JavaWorkerCommand generations = generations();
		generations.prepare(1, this.copies);
		Path copy = copy(generations, 1);
		assertThat(copy).startsWith(this.copies).hasFileName("app.jar").hasBinaryContent(original);
		Files.write(this.jar, new byte[] { 1, 2, 3 });
		assertThat(copy).hasBinaryContent(original);
	}

	@Test
	void eachGenerationHasWhatWasThereWhenItWasPrepared() throws Exception {
		JavaWorkerCommand generations = generations();
		generations.prepare(1, this.copies);
		writeJar(this.jar, "second", null);
		generations.prepare(2, this.copies);
		assertThat(copy(generations, 2)).hasSameBinaryContentAs(this.jar);
		assertThat(Files.mismatch(copy(generations, 1), copy(generations, 2))).isNotEqualTo(-1);
	}

	@Test
	void jarThatIsCutShortIsRefusedAndNothingIsLeft() throws Exception {
		JavaWorkerCommand generations = generations();
		byte[] whole = Files.readAllBytes(this.jar);
		Files.write(this.jar, Arrays.copyOf(whole, whole.length / 2));
		refuses(generations);
		Files.write(this.jar, new byte[0]);
		refuses(generations);
		Files.writeString(this.jar, "garbage ".repeat(1000));
		refuses(generations);
		Files.delete(this.jar);
		refuses(generations);
		assertThat(this.copies).isEmptyDirectory();
		assertThat(target(generations, 2)).as("runs in place").isEqualTo(new Target.Jar(this.jar.toString()));
	}

	private void refuses(JavaWorkerCommand generations) {
		assertThatIOException().isThrownBy(() -> generations.prepare(2, this.copies))
			.withMessageContaining(this.jar.toString());
	}

	@Test
	void jarOrLibraryThatChangesWhileItIsCopiedIsRefusedAndNothingIsLeft() throws Exception {
		Path library = this.jar.resolveSibling("one.jar");
		writeJar(library, "one", null);
		writeJar(this.jar, "thin", "one.jar");
		for (Path changed : List.of(this.jar, library)) {
			refuses(command(new Target.Jar(this.jar.toString()), Path.of("/"), (jar, directory, jvmArguments) -> {
				JarCopy copy = JarCopy.of(jar, directory);
				Files.write(changed, new byte[] { 1 }, StandardOpenOption.APPEND);
				return copy;
			}));
			assertThat(this.copies).isEmptyDirectory();
		}
	}

	@Test
	void nothingIsLeftOfTheCopyOfAJarThatIsGoneMeanwhile() {
		refuses(command(new Target.Jar(this.jar.toString()), Path.of("/"), (jar, directory, jvmArguments) -> {
			JarCopy copy = JarCopy.of(jar, directory);
			Files.delete(jar);
			return copy;
		}));
		assertThat(this.copies).isEmptyDirectory();
	}

	@Test
	void librariesOfTheManifestAreCopiedBesideTheJar() throws Exception {
		Path libraries = Files.createDirectory(this.jar.resolveSibling("lib"));
		writeJar(libraries.resolve("one.jar"), "one", null);
		writeJar(this.jar.resolveSibling("two.jar"), "two", null);
		writeJar(this.jar, "thin", "lib/one.jar  ./two.jar lib/absent.jar lib/one.jar two.jar");
		JavaWorkerCommand generations = generations();
		generations.prepare(1, this.copies);
		Path copy = copy(generations, 1);
		assertThat(copy.resolveSibling("lib/one.jar")).hasSameBinaryContentAs(libraries.resolve("one.jar"));
		assertThat(copy.resolveSibling("two.jar")).hasSameBinaryContentAs(this.jar.resolveSibling("two.jar"));
		assertThat(copy.resolveSibling("lib/absent.jar")).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "../shared.jar", "lib/../../shared.jar", "/opt/shared.jar", "file:/opt/shared.jar",
			"lib/one.jar ../shared.jar" })
	void jarWithEntriesOutsideItsDirectoryIsRunInPlace(String classPath) throws Exception {
		writeJar(this.jar, "thin", classPath);
		isRunInPlace(generations());
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:SharedArchiveFile=app.jsa", "-XX:AOTCache=app.aot" })
	void jarWithAnArchiveIsRunInPlace(String argument) throws Exception {
		isRunInPlace(generations("-Xss1m", argument));
	}

	private void isRunInPlace(JavaWorkerCommand generations) throws IOException {
		generations.prepare(1, this.copies);
		assertThat(this.copies).isEmptyDirectory();
		assertThat(target(generations, 1)).isEqualTo(new Target.Jar(this.jar.toString()));
	}

	@Test
	void discardRemovesNoOthers() throws Exception {
		JavaWorkerCommand generations = generations();
		for (int generation = 1; generation <= 3; generation++) {
			generations.prepare(generation, this.copies);
		}
		Path first = copy(generations, 1);
		Path third = copy(generations, 3);
		generations.discard(Set.of(1, 3, 7));
		assertThat(first).doesNotExist();
		assertThat(third).doesNotExist();
		assertThat(copy(generations, 2)).hasSameBinaryContentAs(this.jar);
		try (var left = Files.list(this.copies)) {
			assertThat(left).hasSize(1);
		}
		generations.close();
		assertThat(this.copies).isEmptyDirectory();
	}

	@Test
	void targetThatIsNoJarIsRunInPlace() throws Exception {
		Target target = new Target.MainClass("classes", "com.example.Main");
		JavaWorkerCommand generations = command(target);
		generations.prepare(1, this.copies);
		assertThat(target(generations, 1)).isEqualTo(target);
		assertThat(this.copies).isEmptyDirectory();
	}

	@Test
	void copyThatWasRemovedIsRunInPlace() throws Exception {
		JavaWorkerCommand generations = generations();
		generations.prepare(1, this.copies);
		Files.delete(copy(generations, 1));
		assertThat(target(generations, 1)).isEqualTo(new Target.Jar(this.jar.toString()));
	}

	@Test
	void eachGenerationStartsWhereTheLinkLedToWhenItWasPrepared() throws Exception {
		Path first = Files.createDirectories(this.temporary.resolve("releases/1")).toRealPath();
		Path second = Files.createDirectories(this.temporary.resolve("releases/2")).toRealPath();
		Path current = Files.createSymbolicLink(this.temporary.resolve("current"), first);
		JavaWorkerCommand generations = command(new Target.Jar(this.jar.toString()), current);
		generations.prepare(1, this.copies);
		Files.delete(current);
		Files.createSymbolicLink(current, second);
		generations.prepare(2, this.copies);
		assertThat(process(generations, 1).directory()).isEqualTo(first.toFile());
		assertThat(process(generations, 2).directory()).isEqualTo(second.toFile());
		assertThat(process(generations, 2).environment()).containsEntry("PWD", second.toString());
		Files.delete(first);
		assertThat(process(generations, 1).directory()).as("where the link leads to now").isEqualTo(second.toFile());
		Files.delete(second);
		assertThat(process(generations, 2).directory()).as("that of the jar")
			.isEqualTo(this.jar.getParent().toRealPath().toFile());
	}

	private JavaWorkerCommand generations(String... jvmArguments) {
		return command(new Target.Jar(this.jar.toString()), jvmArguments);
	}

	private static JavaWorkerCommand command(Target target, String... jvmArguments) {
		return command(target, Path.of("/"), jvmArguments);
	}

	private static JavaWorkerCommand command(Target target, Path directory, String... jvmArguments) {
		return command(target, directory, JavaWorkerCommand.plainCopies(), jvmArguments);
	}

	private static JavaWorkerCommand command(Target target, Path directory, GenerationCopy.Maker maker,
			String... jvmArguments) {
		return new JavaWorkerCommand(new JavaCommand("java", List.of(jvmArguments), target, List.of(), directory),
				JvmShare.WHOLE, List.of(), maker);
	}

	private static Target target(JavaWorkerCommand generations, int generation) {
		List<String> line = process(generations, generation).command();
		int last = line.size() - 1;
		return line.contains("-jar") ? new Target.Jar(line.get(last))
				: new Target.MainClass(line.get(last - 1), line.get(last));
	}

	private static ProcessBuilder process(JavaWorkerCommand generations, int generation) {
		try {
			return generations.process(1, 0, generation, Path.of("/private"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path copy(JavaWorkerCommand generations, int generation) {
		return Path.of(((Target.Jar) target(generations, generation)).path());
	}

	private static void writeJar(Path file, String content, String classPath) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		if (classPath != null) {
			manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		}
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
			jar.putNextEntry(new ZipEntry("content"));
			jar.write(content.getBytes());
			jar.closeEntry();
		}
	}

}
