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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers had counted when they were last asked, in files that outlive them. Each
 * worker has a file. Those of workers that are gone are folded into one file of their
 * slot, which names the workers that it holds.
 * <p>
 * The order of steps is what makes every count appear once, whoever reads and folds at
 * the same time: a file of a slot is replaced before the worker's file that it now holds
 * is removed, and files of workers are read before those of slots. Thread-safe, also
 * between processes.
 */
public final class KeptCounts {

	private static final Logger logger = LoggerFactory.getLogger(KeptCounts.class);

	/**
	 * A slot's file need only know those of its workers that somebody may still take for
	 * alive.
	 */
	private static final int MOST_IDS = 128;

	private static final Pattern WORKER_FILE = Pattern.compile("worker-(\\d+)\\.json");

	private static final Pattern SLOT_FILE = Pattern.compile("slot-(\\d+)\\.json");

	private final @Nullable Path directory;

	private final AtomicBoolean failing = new AtomicBoolean();

	private final Set<Path> unreadable = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the store.
	 * @param directory where the files are, which is created in its parent when there is
	 * a first one; {@code null} where nothing is to be kept
	 */
	public KeptCounts(@Nullable Path directory) {
		this.directory = directory;
	}

	/**
	 * Keeps what a worker has counted, in place of what was kept of it before. If that
	 * fails, a warning is all that comes of it.
	 */
	void save(int worker, int slot, List<Family> counts) {
		Path directory = this.directory;
		if (directory == null) {
			return;
		}
		try {
			createDirectory(directory);
			write(workerFile(directory, worker), new Entry(slot, List.of(worker), counts));
			this.failing.set(false);
		}
		catch (NoSuchFileException ex) {
			logger.debug("The primary is gone, and with it the cluster", ex);
		}
		catch (IOException ex) {
			warnOnce(ex);
		}
	}

	/**
	 * Reads what is kept.
	 * @param answered workers who have told themselves what they have counted
	 */
	Kept read(Set<Integer> answered) {
		List<Entry> workers = new ArrayList<>();
		List<Entry> slots = new ArrayList<>();
		Path directory = this.directory;
		if (directory == null) {
			return new Kept(workers, slots);
		}
		for (int worker : numbers(directory, WORKER_FILE)) {
			Entry entry = answered.contains(worker) ? null : tryToRead(workerFile(directory, worker));
			if (entry != null) {
				workers.add(entry);
			}
		}
		for (int slot : numbers(directory, SLOT_FILE)) {
			Entry entry = tryToRead(slotFile(directory, slot));
			if (entry != null) {
				slots.add(entry);
				workers.removeIf((worker) -> entry.holds(worker.newestWorker()));
			}
		}
		return new Kept(workers, slots);
	}

	/**
	 * The workers of whom there are files of their own.
	 */
	List<Integer> workers() {
		return (this.directory != null) ? numbers(this.directory, WORKER_FILE) : List.of();
	}

	/**
	 * Folds what workers have counted into the files of their slots, unless somebody else
	 * is doing so.
	 * @param gone workers that have exited, and so write nothing any more
	 */
	void fold(Collection<Integer> gone) {
		Path directory = this.directory;
		if (directory == null || gone.isEmpty()) {
			return;
		}
		try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
			if (lock != null) {
				for (int worker : gone) {
					tryToFold(directory, worker);
				}
			}
		}
		catch (OverlappingFileLockException ex) {
			logger.debug("Another thread is folding");
		}
		catch (IOException ex) {
			warnOnce(ex);
		}
	}

	/**
	 * A file that cannot be read is left where it is, and costs no other one.
	 */
	private void tryToFold(Path directory, int worker) throws IOException {
		try {
			fold(directory, worker);
		}
		catch (UnreadableFileException ex) {
			warnOnce(ex);
		}
	}

	private static void fold(Path directory, int worker) throws IOException {
		Path file = workerFile(directory, worker);
		Entry entry = readIfExists(file);
		if (entry == null) {
			return;
		}
		Path slotFile = slotFile(directory, entry.slot());
		Entry slot = readIfExists(slotFile);
		if (slot == null) {
			write(slotFile, entry);
		}
		else if (!slot.holds(worker)) {
			write(slotFile, slot.plus(entry));
		}
		Files.deleteIfExists(file);
	}

	private static void createDirectory(Path directory) throws IOException {
		try {
			Files.createDirectory(directory);
		}
		catch (FileAlreadyExistsException ex) {
			// as it should be
		}
	}

	private static void write(Path file, Entry entry) throws IOException {
		Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
		try {
			Files.write(temporary, FamilyJson.writeEntry(entry));
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	private @Nullable Entry tryToRead(Path file) {
		try {
			return readIfExists(file);
		}
		catch (UnreadableFileException ex) {
			warnOnce(ex);
			return null;
		}
	}

	private static @Nullable Entry readIfExists(Path file) throws UnreadableFileException {
		try {
			return FamilyJson.readEntry(Files.readAllBytes(file));
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UnreadableFileException(file, ex);
		}
	}

	private List<Integer> numbers(Path directory, Pattern pattern) {
		List<Integer> numbers = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			for (Path file : files) {
				Matcher name = pattern.matcher(file.getFileName().toString());
				if (name.matches()) {
					numbers.add(Integer.valueOf(name.group(1)));
				}
			}
		}
		catch (NoSuchFileException ex) {
			// nothing is kept yet
		}
		catch (IOException ex) {
			warnOnce(ex);
		}
		return numbers;
	}

	private void warnOnce(IOException ex) {
		if (!this.failing.getAndSet(true)) {
			logger.warn("Counts of workers that end may be lost, and sums over the workers then go down", ex);
		}
	}

	private void warnOnce(UnreadableFileException ex) {
		if (this.unreadable.add(ex.file)) {
			logger.warn("Counts that were kept in {} cannot be read and are left out", ex.file, ex.getCause());
		}
	}

	private static Path workerFile(Path directory, int worker) {
		return directory.resolve("worker-" + worker + ".json");
	}

	private static Path slotFile(Path directory, int slot) {
		return directory.resolve("slot-" + slot + ".json");
	}

	/**
	 * What is kept.
	 *
	 * @param workers of single workers
	 * @param slots of workers that are gone, by slot
	 */
	record Kept(List<Entry> workers, List<Entry> slots) {

		/**
		 * Whether the worker's counts are among those of its slot.
		 */
		boolean holds(int worker) {
			return this.slots.stream().anyMatch((each) -> each.holds(worker));
		}

	}

	/**
	 * What one or more workers of a slot have counted.
	 *
	 * @param slot the slot
	 * @param workers the ids of the workers, or of the newest if there are many
	 * @param families the counts
	 */
	record Entry(int slot, List<Integer> workers, List<Family> families) {

		Entry {
			workers = List.copyOf(workers);
			families = List.copyOf(families);
		}

		boolean holds(int worker) {
			return this.workers.contains(worker);
		}

		int newestWorker() {
			return this.workers.stream().mapToInt(Integer::intValue).max().orElse(0);
		}

		Entry plus(Entry newer) {
			List<Integer> all = new ArrayList<>(this.workers);
			all.addAll(newer.workers);
			all.sort(Comparator.naturalOrder());
			List<Integer> newest = List.copyOf(all.subList(Math.max(0, all.size() - MOST_IDS), all.size()));
			return new Entry(this.slot, newest, Families.ofSlot(newer.families, this.families));
		}

	}

	/**
	 * A file that is there and cannot be read.
	 */
	private static final class UnreadableFileException extends IOException {

		private final transient Path file;

		UnreadableFileException(Path file, IOException cause) {
			super(cause);
			this.file = file;
		}

	}

}
