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
import java.util.ArrayList;
import java.util.List;

import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.JavaCommand;

/**
 * The application as one process, in the place of a primary whose first worker has found
 * that it cannot be clustered.
 */
public final class PlainApplication {

	/**
	 * The system property that says why the application is not clustered, whatever its
	 * configuration wants.
	 */
	public static final String REASON = "cluster.unclustered";

	private PlainApplication() {
	}

	/**
	 * Replaces this JVM. If that succeeds this does not return.
	 * @param java how the JVM was started that was launched
	 * @param reason why the application is not clustered
	 * @param directory the directory of this JVM, which goes
	 * @throws IOException if this JVM is still there
	 */
	static void replaceThisJvm(JavaCommand java, String reason, PrivateDirectory directory) throws IOException {
		List<String> command = new ArrayList<>(List.of(java.executable()));
		command.addAll(java.jvmArguments());
		command.add("-D" + REASON + "=" + reason);
		command.addAll(java.target().toArguments());
		command.addAll(java.arguments());
		ProcessImage image = ProcessImage.load(directory.path());
		directory.delete();
		image.replace(command, JavaCommand.INHERITED_THROUGH_ARGUMENTS);
	}

}
