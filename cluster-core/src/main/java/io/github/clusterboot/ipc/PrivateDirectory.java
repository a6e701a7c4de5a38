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

package io.github.clusterboot.ipc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the Unix domain sockets. The primary has two: one for messages, one
 * for handles, because bytes and handles do not mix on one connection. Each worker has
 * its door, at which other workers ask. Only the owner may enter the directory.
 *
 * @param path the directory
 */
public record PrivateDirectory(Path path) {

	private static final String PREFIX = "cluster-";

	/**
	 * As a temporary directory is called: with a process id and a random number.
	 */
	private static final Pattern NAME = Pattern.compile(PREFIX + "\\d+-\\d+");

	private static final String LOCK = "lock";

	private static final String TO_BE_LOCKED = "to-be-locked";

	/**
	 * What a launch may have put there when it was killed before the lock.
	 */
	private static final Pattern UNLOCKED = Pattern
		.compile(TO_BE_LOCKED + "|handover|lib|redis-server.*|jna\\d+\\.tmp|.+\\.jar|.+\\.sock");

	/**
	 * How long a launch may take to lock its directory.
	 */
	private static final Duration MAX_UNLOCKED = Duration.ofMinutes(10);

	/**
	 * A path of a Unix domain socket has at most 108 bytes on Linux and 104 on macOS
	 * ({@code sun_path} in unix(7)), its terminating zero included.
	 */
	private static final int MAX_SOCKET_PATH = 103;

	/**
	 * The directories that this process has marked as in use. Their locks are not looked
	 * at: to close any channel of a file gives up all locks that a process has on it.
	 */
	private static final Set<Path> own = ConcurrentHashMap.newKeySet();

	private static final Logger logger = LoggerFactory.getLogger(PrivateDirectory.class);

	/**
	 * Creates a directory that only this user can enter, in the temporary directory or,
	 * where that has too long a path for sockets, in {@code /tmp}. Those that primaries
	 * of this user which were killed have left there are removed.
	 * @return the new directory
	 * @throws IOException if it cannot be created
	 */
	public static PrivateDirectory create() throws IOException {
		PrivateDirectory directory = create(Path.of(System.getProperty("java.io.tmpdir")));
		if (directory.door(Integer.MAX_VALUE).toString().getBytes().length > MAX_SOCKET_PATH) {
			directory.delete();
			directory = create(Path.of("/tmp"));
		}
		directory.removeAbandonedSiblings();
		return directory;
	}

	private static PrivateDirectory create(Path parent) throws IOException {
		String prefix = PREFIX + ProcessHandle.current().pid() + "-";
		return new PrivateDirectory(Files.createTempDirectory(parent.toAbsolutePath(), prefix,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
	}

	/**
	 * The file that is locked while the directory is in use. Others remove a directory
	 * without it only if it is old and there is nothing in it but what a launch leaves.
	 * @return the path of the file
	 */
	public Path lockFile() {
		return this.path.resolve(LOCK);
	}

	/**
	 * Marks the directory as in use for as long as the channel is open. The file gets its
	 * name once it is locked: another primary removes a directory whose lock is free.
	 * @return the channel
	 * @throws IOException if the file cannot be created or locked
	 */
	public FileChannel lock() throws IOException {
		Path unlocked = this.path.resolve(TO_BE_LOCKED);
		own.add(this.path);
		FileChannel channel = FileChannel.open(unlocked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			channel.lock();
			Files.move(unlocked, lockFile(), StandardCopyOption.ATOMIC_MOVE);
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	Path messages() {
		return this.path.resolve("messages.sock");
	}

	Path handles() {
		return this.path.resolve("handles.sock");
	}

	/**
	 * The private door of a worker.
	 * @param worker the worker's id
	 * @return the path of its socket, which exists while the door is open
	 */
	public Path door(int worker) {
		return this.path.resolve("worker-" + worker + ".sock");
	}

	/**
	 * Removes the door of a worker that was killed, and could not do it itself.
	 * @param worker the worker's id
	 */
	public void removeDoor(int worker) {
		try {
			Files.deleteIfExists(door(worker));
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", door(worker), ex);
		}
	}

	/**
	 * Others may have files of such names as well, which are none of a cluster's
	 * business.
	 */
	private void removeAbandonedSiblings() {
		try (DirectoryStream<Path> siblings = Files.newDirectoryStream(this.path.getParent(), PREFIX + "*")) {
			UserPrincipal user = Files.getOwner(this.path);
			for (Path sibling : siblings) {
				if (!own.contains(sibling) && NAME.matcher(sibling.getFileName().toString()).matches()) {
					removeIfAbandoned(sibling, user);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			logger.debug("Could not look for abandoned directories", ex);
		}
	}

	private static void removeIfAbandoned(Path sibling, UserPrincipal user) {
		try {
			if (!Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)
					|| !user.equals(Files.getOwner(sibling, LinkOption.NOFOLLOW_LINKS))) {
				return;
			}
			if (Files.isRegularFile(sibling.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
				removeIfLockIsFree(sibling);
			}
			else if (isOld(sibling) && isOfALaunch(sibling)) {
				new PrivateDirectory(sibling).delete();
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.debug("Could not see whether {} is abandoned", sibling, ex);
		}
	}

	private static boolean isOld(Path sibling) throws IOException {
		return Files.getLastModifiedTime(sibling, LinkOption.NOFOLLOW_LINKS)
			.toInstant()
			.isBefore(Instant.now().minus(MAX_UNLOCKED));
	}

	private static boolean isOfALaunch(Path sibling) throws IOException {
		try (Stream<Path> files = Files.walk(sibling)) {
			return files.skip(1).allMatch((file) -> UNLOCKED.matcher(file.getFileName().toString()).matches());
		}
	}

	/**
	 * A lock, unlike the process id in the name, also tells the truth where several
	 * containers share the parent directory.
	 */
	private static void removeIfLockIsFree(Path sibling) {
		try (FileChannel channel = FileChannel.open(sibling.resolve(LOCK), StandardOpenOption.WRITE,
				LinkOption.NOFOLLOW_LINKS); FileLock lock = channel.tryLock()) {
			if (lock != null) {
				new PrivateDirectory(sibling).delete();
			}
		}
		catch (IOException | OverlappingFileLockException ex) {
			logger.debug("{} is in use", sibling, ex);
		}
	}

	/**
	 * Removes the directory and what is in it. What cannot be removed stays, with a debug
	 * line: nothing depends on it.
	 */
	public void delete() {
		own.remove(this.path);
		try (Stream<Path> files = Files.walk(this.path)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
		catch (IOException | UncheckedIOException ex) {
			logger.debug("Could not remove {}", this.path, ex);
		}
	}

}
