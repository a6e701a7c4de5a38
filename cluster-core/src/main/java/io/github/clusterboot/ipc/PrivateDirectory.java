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

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

	private static final Pattern MAILBOX = Pattern.compile("mail-(\\d{1,9})\\.sock");

	private static final String LOCK = "lock";

	/**
	 * How old an abandoned directory is at least. A younger one may not be locked yet, or
	 * not for the moment in which its JVM is replaced by a small one.
	 */
	private static final Duration MIN_AGE = Duration.ofMinutes(5);

	/**
	 * A path of a Unix domain socket has at most 108 bytes, its terminating zero included
	 * ({@code sun_path} in unix(7)).
	 */
	private static final int MAX_SOCKET_PATH = 107;

	/**
	 * The locks that this process holds. Their files are not looked at: to close any
	 * channel of a file gives up all locks that a process has on it.
	 */
	private static final Map<Path, FileChannel> locks = new ConcurrentHashMap<>();

	private static final Logger logger = LoggerFactory.getLogger(PrivateDirectory.class);

	/**
	 * Creates a directory that only this user can enter, in the temporary directory or,
	 * where that has too long a path for sockets, in {@code /tmp}, and locks it. Those
	 * that primaries of this user which were killed have left there are removed.
	 * @return the new directory
	 * @throws IOException if it cannot be created
	 */
	public static PrivateDirectory create() throws IOException {
		String prefix = PREFIX + ProcessHandle.current().pid() + "-";
		Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		PrivateDirectory longest = new PrivateDirectory(parent.resolve(prefix + Long.toUnsignedString(-1)));
		if (longest.door(Integer.MAX_VALUE).toString().getBytes().length > MAX_SOCKET_PATH) {
			parent = Path.of("/tmp");
		}
		PrivateDirectory directory = new PrivateDirectory(Files.createTempDirectory(parent, prefix,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
		directory.lock();
		directory.removeAbandonedSiblings();
		return directory;
	}

	/**
	 * Marks the directory as in use until this process ends.
	 * @throws IOException if it cannot be marked; it is deleted then
	 */
	public void lock() throws IOException {
		try {
			FileChannel channel = FileChannel.open(this.path.resolve(LOCK), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			locks.put(this.path, channel);
			channel.lock();
		}
		catch (IOException ex) {
			delete();
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
	 * The mailbox of a worker.
	 * @param worker the worker's id
	 * @return the path of its socket, which exists while the mailbox is open
	 */
	public Path mailbox(int worker) {
		return this.path.resolve("mail-" + worker + ".sock");
	}

	/**
	 * The workers whose mailbox is open.
	 * @return their ids
	 */
	public Set<Integer> mailboxes() {
		String[] files = this.path.toFile().list();
		return (files != null) ? Arrays.stream(files)
			.map(MAILBOX::matcher)
			.filter(Matcher::matches)
			.map((mailbox) -> Integer.valueOf(mailbox.group(1)))
			.collect(Collectors.toSet()) : Set.of();
	}

	/**
	 * Removes the door and the mailbox of a worker that was killed, and could not do it
	 * itself.
	 * @param worker the worker's id
	 */
	public void removeDoor(int worker) {
		door(worker).toFile().delete();
		mailbox(worker).toFile().delete();
	}

	/**
	 * Others may have files of such names as well, which are none of a cluster's
	 * business.
	 */
	private void removeAbandonedSiblings() {
		try (DirectoryStream<Path> siblings = Files.newDirectoryStream(this.path.getParent(), this::isLikeThis)) {
			for (Path sibling : siblings) {
				new PrivateDirectory(sibling).deleteIfAbandoned();
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			logger.debug("Could not look for abandoned directories", ex);
		}
	}

	private boolean isLikeThis(Path sibling) throws IOException {
		return NAME.matcher(sibling.getFileName().toString()).matches() && !locks.containsKey(sibling)
				&& Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)
				&& Files.getOwner(sibling, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(this.path));
	}

	/**
	 * A lock, unlike the process id in the name, also tells the truth where several
	 * containers share the parent directory.
	 */
	private void deleteIfAbandoned() throws IOException {
		Path lockFile = this.path.resolve(LOCK);
		if (!Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)
				|| Files.getLastModifiedTime(lockFile).toInstant().isAfter(Instant.now().minus(MIN_AGE))) {
			return;
		}
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			if (lock != null) {
				delete();
			}
		}
	}

	/**
	 * Removes the directory and what is in it.
	 */
	public void delete() {
		FileTree.delete(this.path);
	}

}
