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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.startup.GenerationCopies;
import io.github.clusterboot.startup.StartupCache.CachedJar;

/**
 * Puts a small JVM that runs the primary in the place of the one that was launched. That
 * one has the heap, the agents and all else that the application wants, and a primary has
 * no use for them.
 */
public final class LeanPrimary {

	private static final Logger logger = LoggerFactory.getLogger(LeanPrimary.class);

	/**
	 * The end of this JVM waits so long for what is being done to be left.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final PrimarySpecification primary;

	private final PrimaryLogging logging;

	private final ClassLoader loader;

	private LeanPrimary(PrimarySpecification primary, PrimaryLogging logging, ClassLoader loader) {
		this.primary = primary;
		this.logging = logging;
		this.loader = loader;
	}

	/**
	 * Replaces this JVM. If that succeeds, nothing of it is left and this does not
	 * return.
	 * @param primary what the primary is made of
	 * @param environment the environment, prepared, with its logging system initialized
	 * @param loader the class loader of the application
	 * @return why this JVM is still there, to be read by people
	 */
	public static String replaceThisJvm(PrimarySpecification primary, ConfigurableEnvironment environment,
			ClassLoader loader) {
		String obstacle = LeanJvm.obstacle(System.getProperty("os.name"), System.getProperty("java.vm.name"),
				primary.java().jvmArguments());
		if (obstacle != null) {
			return obstacle;
		}
		if (primary.readsJars()) {
			return "the Redis for development is in the library embedded-redis, from which it is read when it is needed";
		}
		try {
			new LeanPrimary(primary, PrimaryLogging.of(environment, loader), loader).replace();
			throw new IllegalStateException("The image was replaced, and is still this one");
		}
		catch (FileSystemException ex) {
			return ex.toString();
		}
		catch (IOException | NativeTransport.UnavailableException | UnsupportedOperationException ex) {
			return String.valueOf(ex.getMessage());
		}
		catch (RuntimeException | LinkageError ex) {
			if (isEnding()) {
				awaitEnd();
			}
			// better a primary that is not lean than none
			return ex.toString();
		}
	}

	private void replace() throws IOException, NativeTransport.UnavailableException {
		PrivateDirectory directory = PrivateDirectory.create();
		CountDownLatch left = new CountDownLatch(1);
		Thread removal = new Thread(() -> removeWhenLeft(directory, left), "cluster-removal");
		try {
			Runtime.getRuntime().addShutdownHook(removal);
			try {
				replace(directory);
			}
			finally {
				left.countDown();
			}
		}
		finally {
			directory.delete();
			Runtime.getRuntime().removeShutdownHook(removal);
		}
	}

	/**
	 * Not while it is being filled.
	 */
	private static void removeWhenLeft(PrivateDirectory directory, CountDownLatch left) {
		try {
			left.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// nobody has a reason to do that
		}
		directory.delete();
	}

	private void replace(PrivateDirectory directory) throws IOException, NativeTransport.UnavailableException {
		ProcessImage image = ProcessImage.load(directory.path());
		Path lockFile = Files.createFile(directory.path().resolve("to-be-locked"));
		int lock = image.openLocked(lockFile, false);
		try {
			// not before it is locked: others look for it
			Files.move(lockFile, directory.lockFile());
			try (Jars jars = jars(image, directory.path())) {
				replace(image, directory.path(), lock, jars);
			}
		}
		finally {
			image.close(lock);
		}
	}

	private void replace(ProcessImage image, Path directory, int lock, Jars jars)
			throws IOException, NativeTransport.UnavailableException {
		PrimaryArchive archive = jars.archive();
		Handover handover = new Handover(this.primary, this.logging, directory, lock, archive);
		int specification = open(image, directory, handover);
		try {
			checkReadable(specification);
			List<String> options = new ArrayList<>(options());
			Set<Integer> descriptors = new HashSet<>(Set.of(lock, specification));
			if (archive != null) {
				options.addAll(archive.jvmArguments());
				descriptors.add(archive.lock());
			}
			NativeTransport.load();
			List<String> command = LeanJvm.command(this.primary.java(), options, jars.jar(),
					PrimaryMain.class.getName(), specification);
			image.replace(command, descriptors, JavaCommand.INHERITED_THROUGH_ARGUMENTS);
		}
		finally {
			image.close(specification);
			if (archive != null) {
				image.close(archive.lock());
			}
		}
	}

	private List<String> options() {
		return LeanJvm.options(this.primary.java(), Runtime.version().feature());
	}

	private Jars jars(ProcessImage image, Path directory) throws IOException {
		CachedJar cached = takeCached(directory);
		if (cached == null) {
			return new Jars(copyJars(directory), null, null);
		}
		try {
			Jars jars = jars(image, directory, cached);
			if (jars != null) {
				return jars;
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The primary does not run from the start-up cache", ex);
		}
		cached.close();
		return new Jars(copyJars(directory), null, null);
	}

	/**
	 * Whatever is wrong with the cache, the primary will meet it again, and tell.
	 */
	private @Nullable CachedJar takeCached(Path directory) {
		try {
			return new GenerationCopies(this.primary.java(), this.primary.cache()).takeCached(directory);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The start-up cache cannot be used", ex);
			return null;
		}
	}

	private @Nullable Jars jars(ProcessImage image, Path directory, CachedJar cached) throws IOException {
		Path jar = (this.logging.ownConfiguration()) ? cached.extracted().jar()
				: new PrimaryJars(this.loader).in(cached);
		if (jar == null) {
			return null;
		}
		int lock = image.openLocked(cached.lockFile(), true);
		try {
			PrimaryArchive archive = PrimaryArchive.prepare(cached, PrimaryArchive.key(options(), jar),
					directory.resolve("archive.log"), lock);
			return new Jars(jar, archive, cached);
		}
		catch (IOException | RuntimeException ex) {
			image.close(lock);
			throw ex;
		}
	}

	private Path copyJars(Path directory) throws IOException {
		if (this.logging.ownConfiguration()) {
			return PrimaryJars.copyAllTo(directory, this.primary.java().target());
		}
		return new PrimaryJars(this.loader).copyTo(directory);
	}

	/**
	 * What is handed over may contain secrets: it is in a file of which there is nothing
	 * but the descriptor.
	 */
	private static int open(ProcessImage image, Path directory, Handover handover) throws IOException {
		Path file = directory.resolve("handover");
		try {
			handover.write(file);
			return image.open(file);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	/**
	 * There is no way back once the image is replaced, so that what can fail then is
	 * tried now.
	 */
	private static void checkReadable(int descriptor) throws IOException {
		try {
			Handover.read(Path.of("/proc/self/fd", String.valueOf(descriptor)));
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException("what is to be handed over cannot be read back: " + ex, ex);
		}
	}

	private static boolean isEnding() {
		try {
			ProcessImage.failIfEnding();
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private static void awaitEnd() {
		while (true) {
			LockSupport.park();
		}
	}

	/**
	 * What the primary runs from.
	 *
	 * @param jar has all jars on its class path
	 * @param archive the archive of their classes, if they are in the start-up cache
	 * @param cached what holds them there
	 */
	private record Jars(Path jar, @Nullable PrimaryArchive archive,
			@Nullable CachedJar cached) implements AutoCloseable {

		@Override
		public void close() {
			if (this.archive != null) {
				this.archive.abandon();
			}
			if (this.cached != null) {
				this.cached.close();
			}
		}

	}

}
