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

import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.primary.Primary;

/**
 * Runs the primary in the JVM that has taken the place of the one that was launched.
 */
public final class PrimaryMain {

	private PrimaryMain() {
	}

	/**
	 * Runs the primary to its end, and exits with its code.
	 * @param arguments what this is and the jar, for those who list processes, and the
	 * directory that the other JVM left
	 * @throws IOException if that cannot be read
	 */
	public static void main(String[] arguments) throws IOException {
		PrivateDirectory directory = new PrivateDirectory(Path.of(arguments[2]));
		Runtime.getRuntime().addShutdownHook(new Thread(directory::delete, "cluster-removal"));
		directory.lock();
		System.exit(run(Handover.take(directory.path()), directory));
	}

	private static int run(Handover handover, PrivateDirectory directory) {
		PrimarySpecification specification = handover.primary();
		LeanJvm.systemProperties(specification.java().jvmArguments()).forEach(System::setProperty);
		if (specification.pidFile() != null) {
			specification.pidFile().toFile().deleteOnExit();
		}
		handover.logging().start();
		try {
			openJars();
			NativeTransport.load();
			Primary primary = specification.primary();
			int code = primary.run();
			String unclustered = primary.unclustered();
			if (unclustered != null) {
				PlainApplication.replaceThisJvm(specification.java(), unclustered, directory);
			}
			return code;
		}
		catch (IOException | NativeTransport.UnavailableException | RuntimeException | Error ex) {
			LoggerFactory.getLogger(PrimaryMain.class).error("The primary cannot run", ex);
			return 1;
		}
	}

	/**
	 * Temporary files may be cleaned up; those that are open can be read all the same.
	 */
	private static void openJars() throws IOException {
		PrimaryMain.class.getClassLoader().getResources("META-INF/cluster/nothing").hasMoreElements();
	}

}
