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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;
import io.github.clusterboot.startup.StartupCache.CachedJar;
import io.github.clusterboot.startup.StartupCache.Check;

/**
 * Copies of the application's jar, one for each generation. A JVM reads its jars as long
 * as it runs, so one that is overwritten breaks it; from a copy of its own it goes on. An
 * executable jar of Spring Boot is extracted, into the start-up cache where there is one.
 * An application that is not launched with {@code -jar} runs in place.
 * <p>
 * Thread-safe.
 */
public final class GenerationCopies {

	private static final Logger logger = LoggerFactory.getLogger(GenerationCopies.class);

	/**
	 * A JVM takes such an archive only for the class path that it was made with.
	 */
	private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

	/**
	 * A worker makes channels of the JDK out of descriptors.
	 */
	static final String OPENS = "java.base/sun.nio.ch";

	private final Target target;

	private final @Nullable Path jar;

	private final Map<Integer, Copy> copies = new ConcurrentHashMap<>();

	private final StartupCacheSettings settings;

	private @Nullable StartupCache cache;

	private boolean cacheTried;

	public GenerationCopies(JavaCommand java, StartupCacheSettings settings) {
		this.settings = settings;
		this.target = java.target();
		boolean archive = java.jvmArguments().stream().anyMatch((each) -> ARCHIVES.stream().anyMatch(each::startsWith));
		this.jar = (java.target() instanceof Target.Jar launched && !archive) ? Path.of(launched.path()) : null;
	}

	void prepare(int generation, Path directory) throws IOException {
		Path jar = this.jar;
		if (jar == null) {
			return;
		}
		if (this.settings.enabled() && ExtractedJar.isExtractable(jar)) {
			this.copies.put(generation, extract(jar, directory, generation));
			return;
		}
		List<Path> libraries = libraries(jar);
		if (libraries == null) {
			logger
				.warn("{} has more on its class path than jars below its directory, so that it is run in place: do not "
						+ "overwrite it while the cluster runs", jar);
			return;
		}
		Path root = directory.resolve("generation-" + generation);
		try {
			List<Fingerprint> fingerprints = fingerprints(jar, libraries);
			copy(jar, root.resolve(jar.getFileName()));
			for (Path library : libraries) {
				copy(jar.resolveSibling(library), root.resolve(library));
			}
			if (!fingerprints.equals(fingerprints(jar, libraries))) {
				throw new IOException(jar + " changed while it was copied");
			}
			this.copies.put(generation,
					new Copy(root, root.resolve(jar.getFileName()), libraries, fingerprints, List.of(), null));
		}
		catch (IOException ex) {
			delete(root);
			throw ex;
		}
	}

	private Copy extract(Path jar, Path directory, int generation) throws IOException {
		List<Fingerprint> fingerprints = fingerprints(jar, List.of());
		Check unchanged = () -> checkUnchanged(jar, fingerprints);
		try {
			CachedJar cached = takeCached(jar, directory, unchanged);
			if (cached != null) {
				return new Copy(cached.directory(), cached.extracted().jar(), List.of(), fingerprints,
						cached.extracted().classPath(), cached);
			}
		}
		catch (IOException | RuntimeException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			unchanged.check();
			logger.warn("The start-up cache cannot be used, so that workers start more slowly ({})", ex.toString());
		}
		Path root = directory.resolve("generation-" + generation);
		try {
			ExtractedJar extracted = ExtractedJar.extract(jar, root, OPENS);
			unchanged.check();
			return new Copy(root, extracted.jar(), List.of(), fingerprints, extracted.classPath(), null);
		}
		catch (IOException ex) {
			delete(root);
			throw ex;
		}
	}

	private static void checkUnchanged(Path jar, List<Fingerprint> fingerprints) throws IOException {
		if (!fingerprints.equals(fingerprints(jar, List.of()))) {
			throw new IOException(jar + " changed while it was copied");
		}
	}

	/**
	 * Takes what a generation would run from now out of the start-up cache.
	 * @param own a file of this user
	 * @return what is in the cache, to be closed when nothing runs from it any more, or
	 * {@code null} if nothing is to be kept there
	 * @throws IOException if the jar or the cache cannot be used
	 */
	public @Nullable CachedJar takeCached(Path own) throws IOException {
		Path jar = this.jar;
		if (jar == null || !this.settings.enabled() || !ExtractedJar.isExtractable(jar)) {
			return null;
		}
		List<Fingerprint> fingerprints = fingerprints(jar, List.of());
		return takeCached(jar, own, () -> checkUnchanged(jar, fingerprints));
	}

	private @Nullable CachedJar takeCached(Path jar, Path own, Check unchanged) throws IOException {
		StartupCache cache = cache(own);
		return (cache != null) ? cache.take(jar, unchanged) : null;
	}

	/**
	 * The cache, or {@code null} if that was tried before and it cannot be used.
	 */
	private synchronized @Nullable StartupCache cache(Path own) throws IOException {
		if (!this.cacheTried) {
			this.cacheTried = true;
			Path directory = this.settings.resolveDirectory(System.getenv(), System.getProperties());
			if (directory == null) {
				throw new IOException("there is no home directory; set cluster.startup-cache-directory");
			}
			this.cache = new StartupCache(TrustedDirectory.at(directory, own), OPENS);
		}
		return this.cache;
	}

	/**
	 * What the start-up cache has for a generation, or {@code null}.
	 */
	@Nullable CachedJar cached(int generation) {
		Copy copy = this.copies.get(generation);
		return (copy != null) ? copy.cached() : null;
	}

	/**
	 * Whether the workers of a generation run from an extracted jar, whose manifest says
	 * what their JVMs are to allow.
	 */
	boolean isExtracted(int generation) {
		Copy copy = this.copies.get(generation);
		return copy != null && !copy.extracted().isEmpty() && copy.isThere();
	}

	/**
	 * The jars in the manifest's class path, relative to the directory of the jar, or
	 * {@code null} if there is more in it, directories for example. Reading them also
	 * shows whether the jar is whole.
	 */
	private static @Nullable List<Path> libraries(Path jar) throws IOException {
		List<Path> libraries = new ArrayList<>();
		try (JarFile file = new JarFile(jar.toFile())) {
			Manifest manifest = file.getManifest();
			String classPath = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH)
					: null;
			for (String entry : (classPath != null) ? classPath.trim().split("\\s+") : new String[0]) {
				URI uri = URI.create(entry);
				Path library = (uri.getScheme() == null) ? Path.of(uri.getPath()).normalize() : null;
				if (library == null || library.isAbsolute() || library.startsWith("..")
						|| Files.isDirectory(jar.resolveSibling(library))) {
					return null;
				}
				if (Files.exists(jar.resolveSibling(library))) {
					libraries.add(library);
				}
			}
		}
		catch (IllegalArgumentException ex) {
			logger.debug("The class path in the manifest of {} cannot be read", jar, ex);
			return null;
		}
		catch (ZipException ex) {
			throw new IOException("%s is no readable jar: %s".formatted(jar, ex.getMessage()), ex);
		}
		return libraries;
	}

	private static List<Fingerprint> fingerprints(Path jar, List<Path> libraries) throws IOException {
		List<Fingerprint> fingerprints = new ArrayList<>();
		fingerprints.add(Fingerprint.of(jar));
		for (Path library : libraries) {
			fingerprints.add(Fingerprint.of(jar.resolveSibling(library)));
		}
		return fingerprints;
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.createDirectories(to.getParent());
		Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Whether what is on disk differs from what was copied. Where nothing was, that
	 * cannot be known, and it may.
	 */
	BooleanSupplier outdated(int generation) {
		Copy copy = this.copies.get(generation);
		Path jar = this.jar;
		return () -> copy == null || jar == null || differs(jar, copy);
	}

	private static boolean differs(Path jar, Copy copy) {
		try {
			return !copy.fingerprints().equals(fingerprints(jar, copy.libraries()));
		}
		catch (IOException ex) {
			logger.debug("Could not look at {}", jar, ex);
			return true;
		}
	}

	Target target(int generation) {
		Copy copy = this.copies.get(generation);
		if (copy == null) {
			return this.target;
		}
		if (copy.isThere()) {
			return new Target.Jar(copy.jar().toString());
		}
		logger.warn(
				"{} was removed or a part of it, in all likelihood by what cleans up temporary files; running {} in its place",
				copy.jar(), this.jar);
		return this.target;
	}

	void retain(Set<Integer> generations) {
		for (Map.Entry<Integer, Copy> copy : this.copies.entrySet()) {
			if (!generations.contains(copy.getKey())) {
				this.copies.remove(copy.getKey());
				copy.getValue().remove();
			}
		}
	}

	private static void delete(Path root) {
		try {
			FileSystemUtils.deleteRecursively(root);
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", root, ex);
		}
	}

	/**
	 * A copy.
	 *
	 * @param root its directory
	 * @param jar the jar to run
	 * @param libraries the jars beside the original that were copied too
	 * @param fingerprints the originals
	 * @param extracted all files of a jar that was extracted
	 * @param cached what holds it in the start-up cache, or {@code null}
	 */
	private record Copy(Path root, Path jar, List<Path> libraries, List<Fingerprint> fingerprints, List<Path> extracted,
			@Nullable CachedJar cached) {

		boolean isThere() {
			return Files.exists(this.jar) && this.extracted.stream().allMatch(Files::exists);
		}

		void remove() {
			if (this.cached != null) {
				this.cached.close();
			}
			else {
				delete(this.root);
			}
		}

	}

	/**
	 * Tells one content of a file from another.
	 */
	private record Fingerprint(long size, FileTime modified, @Nullable Object key) {

		static Fingerprint of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Fingerprint(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
		}

	}

}
