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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The image of this process on Linux, which {@code execv} replaces: another program goes
 * on under the same process id. What Java has no means for is called through JNA.
 */
final class ProcessImage {

	private static final int F_SETFD = 2;

	private static final int FD_CLOEXEC = 1;

	private static final int STANDARD_ERROR = 2;

	private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

	private static final Map<String, String> OPTIONS = Map.of(Library.OPTION_STRING_ENCODING,
			System.getProperty("sun.jnu.encoding"));

	private final NativeLibrary libc;

	private ProcessImage(NativeLibrary libc) {
		this.libc = libc;
	}

	/**
	 * Loads what is needed to replace the image.
	 * @param directory where JNA may extract its library to
	 * @return the image of this process
	 * @throws UnsupportedOperationException if there is no JNA, or it does not work here
	 */
	static ProcessImage load(Path directory) {
		try {
			if (System.getProperty("jna.tmpdir") == null) {
				System.setProperty("jna.tmpdir", directory.toString());
			}
			if (System.getProperty("jna.platform.library.path") == null) {
				// or JNA runs ldconfig to find it out
				System.setProperty("jna.platform.library.path", "");
			}
			return new ProcessImage(NativeLibrary.getProcess(OPTIONS));
		}
		catch (Error ex) {
			// not on the class path, or its library can be extracted nowhere, or is of
			// another version
			throw new UnsupportedOperationException("JNA cannot be used: " + ex, ex);
		}
	}

	/**
	 * Replaces the image by another program, which has this one's environment, working
	 * directory, standard input and output, and the signals that are ignored. All other
	 * threads end at once, no shutdown hook is run. From here on a signal ends this
	 * process at once, and not through shutdown hooks during which the image could be
	 * replaced.
	 * @param unset names of environment variables that the program is not to have
	 * @throws IOException if the image is still this one
	 */
	void replace(List<String> command, Collection<String> unset) throws IOException {
		Map<String, SignalHandler> handlers = new HashMap<>();
		ENDING.forEach((name) -> handlers.put(name, handle(name, SignalHandler.SIG_DFL)));
		System.out.flush();
		System.err.flush();
		try {
			execute(command, unset);
		}
		finally {
			handlers.forEach(ProcessImage::handle);
		}
	}

	private static SignalHandler handle(String name, SignalHandler handler) {
		try {
			return Signal.handle(new Signal(name), handler);
		}
		catch (IllegalArgumentException ex) {
			// the JVM leaves the signal alone (-Xrs)
			return handler;
		}
	}

	private void execute(List<String> command, Collection<String> unset) throws IOException {
		for (String name : unset) {
			call("unsetenv", name);
		}
		// the JDK does not mark all that it opens
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			descriptors.map((entry) -> Integer.valueOf(entry.getFileName().toString()))
				.filter((descriptor) -> descriptor > STANDARD_ERROR)
				.forEach((descriptor) -> function("fcntl").invokeInt(new Object[] { descriptor, F_SETFD, FD_CLOEXEC }));
		}
		awaitEndIfEnding();
		call("execv", command.get(0), command.toArray(String[]::new));
	}

	/**
	 * A JVM that is ending, as a signal came before, refuses shutdown hooks.
	 */
	static void awaitEndIfEnding() {
		Thread nothing = new Thread(() -> {
		}, "cluster-nothing");
		try {
			Runtime.getRuntime().addShutdownHook(nothing);
			Runtime.getRuntime().removeShutdownHook(nothing);
		}
		catch (IllegalStateException ex) {
			while (true) {
				LockSupport.park();
			}
		}
	}

	private void call(String name, Object... arguments) throws IOException {
		if (function(name).invokeInt(arguments) < 0) {
			throw new IOException("%s failed with error %d".formatted(name, Native.getLastError()));
		}
	}

	private Function function(String name) {
		return this.libc.getFunction(name);
	}

}
