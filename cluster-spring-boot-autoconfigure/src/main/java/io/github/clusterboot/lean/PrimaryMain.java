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
import java.util.ArrayList;
import java.util.List;

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.ProcessDirectory;
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
	 * descriptor of what the other JVM left
	 * @throws IOException if that cannot be read
	 */
	public static void main(String[] arguments) throws IOException {
		int descriptor = Integer.parseInt(arguments[2]);
		Handover handover = Handover.read(Path.of("/proc/self/fd", arguments[2]));
		LeanJvm.systemProperties(handover.primary().java().jvmArguments()).forEach(System::setProperty);
		PrivateDirectory directory = new PrivateDirectory(handover.directory());
		Runtime.getRuntime().addShutdownHook(new Thread(directory::delete, "cluster-removal"));
		Path pidFile = handover.primary().pidFile();
		if (pidFile != null) {
			pidFile.toFile().deleteOnExit();
		}
		System.exit(run(handover, directory, descriptor));
	}

	private static int run(Handover handover, PrivateDirectory directory, int descriptor) {
		handover.logging().start();
		Logger logger = LoggerFactory.getLogger(PrimaryMain.class);
		PrimaryArchive archive = handover.archive();
		try {
			NativeTransport transport = NativeTransport.load();
			openAllJars();
			if (archive != null) {
				archive.started();
				new FileDescriptor(archive.lock()).close();
			}
			else {
				// a library can be had only of a jar that is still there
				ProcessImage.load(directory.path());
			}
			directory.delete();
			new FileDescriptor(descriptor).close();
			new FileDescriptor(handover.lock()).close();
			Primary primary = handover.primary().primary(transport);
			int code = run(primary, archive, handover.primary());
			String unclustered = primary.unclustered();
			if (unclustered != null) {
				PlainApplication.replaceThisJvm(handover.primary().java(), unclustered);
			}
			return code;
		}
		catch (IOException | NativeTransport.UnavailableException | RuntimeException | Error ex) {
			logger.error("The primary cannot run", ex);
			return 1;
		}
	}

	private static int run(Primary primary, @Nullable PrimaryArchive archive, PrimarySpecification specification)
			throws IOException {
		if (archive == null) {
			return primary.run();
		}
		try (PrimaryArchive.Making making = make(archive, specification)) {
			return primary.run();
		}
	}

	private static PrimaryArchive.Making make(PrimaryArchive archive, PrimarySpecification primary) {
		List<String> command = new ArrayList<>(List.of(primary.java().executable()));
		command.addAll(LeanJvm.options(primary.java(), Runtime.version().feature()));
		List<String> classPath = List.of("-cp", System.getProperty("java.class.path"));
		ProcessDirectory directory = new ProcessDirectory(primary.java());
		return archive.make(primary.cache().delay(), (arguments) -> {
			command.addAll(arguments);
			command.addAll(classPath);
			Path current = directory.of(1);
			return new ProcessBuilder(command).directory((current != null) ? current.toFile() : null);
		});
	}

	/**
	 * Those that are open can be removed.
	 */
	private static void openAllJars() throws IOException {
		PrimaryMain.class.getClassLoader().getResources("META-INF/cluster/nothing").hasMoreElements();
	}

}
