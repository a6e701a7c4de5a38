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
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The image of this process on Linux, which {@code execv} replaces: another program goes
 * on under the same process id. What Java has no means for is called through JNA.
 */
final class ProcessImage {

	private static final int O_RDONLY = 0;

	private static final int O_RDWR = 2;

	/**
	 * A lock of the open file, not of the process (fcntl(2)): it is inherited over execv,
	 * also where the kernel is older than 5.11, and is not given up when another
	 * descriptor of the file is closed.
	 */
	private static final int F_OFD_SETLK = 37;

	private static final short F_RDLCK = 0;

	private static final short F_WRLCK = 1;

	/**
	 * That of {@code struct flock} on 64 bits.
	 */
	private static final int FLOCK_SIZE = 32;

	private static final int F_GETFD = 1;

	private static final int F_SETFD = 2;

	private static final int FD_CLOEXEC = 1;

	private static final int FIRST_TO_CLOSE = 3;

	private static final int CLOSE_RANGE_CLOEXEC = 4;

	private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

	private static final Charset PLATFORM = Charset
		.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

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
			return new ProcessImage(NativeLibrary.getProcess());
		}
		catch (Error ex) {
			// not on the class path, or its library can be extracted nowhere, or is of
			// another version
			throw new UnsupportedOperationException("JNA cannot be used: " + ex, ex);
		}
	}

	/**
	 * Opens a file for the next image.
	 * @param file the file, for reading and writing
	 * @return its descriptor
	 * @throws IOException if that fails
	 */
	int open(Path file) throws IOException {
		return call("open", string(file.toString()), O_RDWR);
	}

	/**
	 * Opens a file and locks it for as long as the descriptor is open, in this image and
	 * the next.
	 * @param file the file
	 * @param shared whether others may lock it in the same way, which needs no right to
	 * write to it
	 * @return its descriptor
	 * @throws IOException if that fails, or somebody else has locked it
	 */
	int openLocked(Path file, boolean shared) throws IOException {
		int descriptor = call("open", string(file.toString()), (shared) ? O_RDONLY : O_RDWR);
		try {
			Memory lock = new Memory(FLOCK_SIZE);
			lock.clear();
			lock.setShort(0, (shared) ? F_RDLCK : F_WRLCK);
			call("fcntl", descriptor, F_OFD_SETLK, lock);
			return descriptor;
		}
		catch (IOException | RuntimeException ex) {
			close(descriptor);
			throw ex;
		}
	}

	/**
	 * Closes a descriptor.
	 * @param descriptor the descriptor
	 */
	void close(int descriptor) {
		function("close").invokeInt(new Object[] { descriptor });
	}

	/**
	 * Replaces the image by another program, which has this one's environment, working
	 * directory, standard input and output, and the signals that are ignored. All other
	 * threads end at once, no shutdown hook is run. A signal that ends this process does
	 * so at once from here on, and not through shutdown hooks during which the image
	 * could be replaced.
	 * @param command the program and its arguments
	 * @param descriptors those that the program is to have besides standard input and
	 * output
	 * @param unset names of environment variables that it is not to have
	 * @throws IOException if the image is still this one
	 * @throws IllegalStateException if this JVM is ending
	 */
	void replace(List<String> command, Set<Integer> descriptors, Collection<String> unset) throws IOException {
		Map<String, SignalHandler> handlers = new HashMap<>();
		for (String name : ENDING) {
			SignalHandler handler = handle(name, SignalHandler.SIG_DFL);
			if (handler != null) {
				handlers.put(name, handler);
			}
		}
		System.out.flush();
		System.err.flush();
		try {
			execute(command, descriptors, unset);
		}
		finally {
			handlers.forEach(ProcessImage::handle);
		}
	}

	private static @Nullable SignalHandler handle(String name, SignalHandler handler) {
		try {
			return Signal.handle(new Signal(name), handler);
		}
		catch (IllegalArgumentException ex) {
			// the JVM leaves the signal alone (-Xrs)
			return null;
		}
	}

	/**
	 * A signal that came before is just ending this JVM, which refuses hooks by then.
	 */
	static void failIfEnding() {
		Thread nothing = new Thread(() -> {
		}, "cluster-nothing");
		Runtime.getRuntime().addShutdownHook(nothing);
		Runtime.getRuntime().removeShutdownHook(nothing);
	}

	private void execute(List<String> command, Set<Integer> descriptors, Collection<String> unset) throws IOException {
		Memory program = string(command.get(0));
		List<Memory> arguments = command.stream().map(ProcessImage::string).toList();
		Memory vector = new Memory((arguments.size() + 1L) * Native.POINTER_SIZE);
		for (int i = 0; i < arguments.size(); i++) {
			vector.setPointer((long) i * Native.POINTER_SIZE, arguments.get(i));
		}
		vector.setPointer((long) arguments.size() * Native.POINTER_SIZE, Pointer.NULL);
		for (String name : unset) {
			call("unsetenv", string(name));
		}
		closeOnExec();
		for (int descriptor : descriptors) {
			call("fcntl", descriptor, F_SETFD, 0);
		}
		failIfEnding();
		call("execv", program, vector);
	}

	/**
	 * The JDK does not mark all that it opens.
	 */
	private void closeOnExec() throws IOException {
		try {
			call("close_range", FIRST_TO_CLOSE, -1, CLOSE_RANGE_CLOEXEC);
		}
		catch (UnsatisfiedLinkError | IOException ex) {
			// an older C library or kernel, or a sandbox that does not know it
			for (int descriptor : openDescriptors()) {
				// but for those closed meanwhile, such as that of the directory
				if (function("fcntl").invokeInt(new Object[] { descriptor, F_GETFD, 0 }) >= 0) {
					call("fcntl", descriptor, F_SETFD, FD_CLOEXEC);
				}
			}
		}
	}

	static List<Integer> openDescriptors() throws IOException {
		List<Integer> descriptors = new ArrayList<>();
		try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
			entries.map((entry) -> Integer.valueOf(entry.getFileName().toString()))
				.filter((descriptor) -> descriptor >= FIRST_TO_CLOSE)
				.forEach(descriptors::add);
		}
		return descriptors;
	}

	private int call(String name, Object... arguments) throws IOException {
		int result = function(name).invokeInt(arguments);
		if (result < 0) {
			throw new IOException("%s failed with error %d".formatted(name, Native.getLastError()));
		}
		return result;
	}

	private Function function(String name) {
		return this.libc.getFunction(name);
	}

	private static Memory string(String value) {
		byte[] bytes = value.getBytes(PLATFORM);
		Memory memory = new Memory(bytes.length + 1L);
		memory.write(0, bytes, 0, bytes.length);
		memory.setByte(bytes.length, (byte) 0);
		return memory;
	}

}
