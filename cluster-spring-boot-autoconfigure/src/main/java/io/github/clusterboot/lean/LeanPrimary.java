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
import java.nio.file.Path;
import java.util.List;

import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.JavaCommand;

/**
 * Puts a small JVM that runs the primary in the place of the one that was launched, which
 * has the heap, the agents and all else that the application wants.
 */
public final class LeanPrimary {

	private LeanPrimary() {
	}

	/**
	 * Replaces this JVM. If that succeeds this does not return.
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
		try {
			PrivateDirectory directory = PrivateDirectory.create();
			Thread removal = new Thread(() -> delete(directory), "cluster-removal");
			Runtime.getRuntime().addShutdownHook(removal);
			try {
				replace(primary, PrimaryLogging.of(environment, loader), loader, directory);
			}
			finally {
				delete(directory);
				Runtime.getRuntime().removeShutdownHook(removal);
			}
			throw new IllegalStateException("the image was replaced, and is still this one");
		}
		catch (IOException | NativeTransport.UnavailableException | RuntimeException | LinkageError ex) {
			ProcessImage.awaitEndIfEnding();
			// better a primary that is not lean than none
			return ex.toString();
		}
	}

	private static void replace(PrimarySpecification primary, PrimaryLogging logging, ClassLoader loader,
			PrivateDirectory directory) throws IOException, NativeTransport.UnavailableException {
		ProcessImage image;
		List<String> command;
		synchronized (directory) {
			Path path = directory.path();
			image = ProcessImage.load(path);
			Path classPath = logging.ownConfiguration() ? PrimaryJars.copyAll(path, primary.java().target())
					: new PrimaryJars(loader).copy(path);
			command = LeanJvm.command(primary.java(), Runtime.version().feature(), classPath, PrimaryMain.class, path);
			new Handover(primary.withRedisIn(path), logging).write(path);
		}
		NativeTransport.load();
		FlightRecordings.discard();
		image.replace(command, JavaCommand.INHERITED_THROUGH_ARGUMENTS);
	}

	/**
	 * Not while it is being filled.
	 */
	private static void delete(PrivateDirectory directory) {
		synchronized (directory) {
			directory.delete();
		}
	}

}
