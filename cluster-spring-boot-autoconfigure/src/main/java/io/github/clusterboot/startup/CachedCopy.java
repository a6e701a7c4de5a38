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

package io.github.clusterboot.startup;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.jvm.GenerationCopy;
import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * An extracted jar in the cache, with the archive of its classes: workers start from it
 * where there is one, and where there is none, one of them records what goes into it. In
 * place of an archive with which a worker crashed there is an empty file, so that none is
 * made any more.
 */
final class CachedCopy implements GenerationCopy {

	private static final Logger logger = LoggerFactory.getLogger(CachedCopy.class);

	private final ExtractedJar extracted;

	private final Path archive;

	private final ArchiveKind kind;

	private final @Nullable ArchiveMaker maker;

	private final Duration delay;

	private final boolean firstRecords;

	private final Runnable removal;

	/**
	 * Of the workers that start from the archive, or record, and do not listen yet.
	 */
	private final Map<Integer, ArchiveLog> logs = new HashMap<>();

	private volatile @Nullable Integer recorder;

	private volatile @Nullable Long recordingSince;

	private @Nullable Thread thread;

	private boolean givenUp;

	private boolean abortedWithoutMemory;

	/**
	 * Creates the copy.
	 * @param archive where the archive is kept
	 * @param maker makes it, or {@code null} if it cannot be made
	 * @param delay how long the worker that records is left to serve before
	 * @param firstRecords whether even the first worker of the generation records, for
	 * which somebody waits
	 * @param removal what is done when no worker runs the copy any more
	 */
	CachedCopy(ExtractedJar extracted, Path archive, ArchiveKind kind, @Nullable ArchiveMaker maker, Duration delay,
			boolean firstRecords, Runnable removal) {
		this.extracted = extracted;
		this.archive = archive;
		this.kind = kind;
		this.maker = maker;
		this.delay = delay;
		this.firstRecords = firstRecords;
		this.removal = removal;
	}

	/**
	 * The same for workers that cannot have one.
	 */
	CachedCopy withoutArchive() {
		this.givenUp = true;
		return this;
	}

	/**
	 * The same for workers that abort when they have no memory left, for which the
	 * archive is not to blame.
	 */
	CachedCopy abortedWithoutMemory() {
		this.abortedWithoutMemory = true;
		return this;
	}

	@Override
	public Target target() {
		return new Target.Jar(this.extracted.jar().toString());
	}

	@Override
	public boolean isThere() {
		return this.extracted.isThere();
	}

	@Override
	public List<String> jvmArguments(int id, boolean first, Path privateDirectory) {
		boolean use = this.archive.toFile().length() > 0;
		boolean wanted = !Files.exists(this.archive) && (!first || this.firstRecords);
		return jvmArguments(id, new ArchiveLog(privateDirectory.resolve("archive-" + id + ".log"), use), wanted);
	}

	private synchronized List<String> jvmArguments(int id, ArchiveLog log, boolean wanted) {
		boolean use = log.archive();
		boolean record = wanted && this.maker != null && this.recorder == null && this.thread == null;
		if (this.givenUp || (!use && !record)) {
			return List.of();
		}
		this.logs.put(id, log);
		List<String> arguments = new ArrayList<>(this.kind.log(log.file()));
		if (use || this.maker == null) {
			arguments.addAll(this.kind.use(this.archive));
		}
		else {
			this.recorder = id;
			arguments.addAll(this.kind.record(this.maker.recording()));
		}
		return arguments;
	}

	private boolean isRecorder(int id) {
		return Integer.valueOf(id).equals(this.recorder);
	}

	@Override
	public void listening(int id) {
		ArchiveLog log = listens(id);
		String complaint = (log != null) ? log.complaint() : null;
		if (log != null && log.archive() && complaint != null && giveUp()) {
			logger.warn("The JVM does not take the archive {}, so that workers start more slowly: {}", this.archive,
					complaint);
			discard(false);
		}
	}

	private synchronized @Nullable ArchiveLog listens(int id) {
		if (isRecorder(id)) {
			this.recordingSince = System.nanoTime();
			if (this.kind == ArchiveKind.CLASS_DATA) {
				make(this.delay);
			}
		}
		return this.logs.remove(id);
	}

	/**
	 * An AOT cache is written when the worker that records it ends.
	 */
	@Override
	public boolean isRenewalDue(int id) {
		Long since = this.recordingSince;
		return this.kind == ArchiveKind.AOT && isRecorder(id) && since != null
				&& System.nanoTime() - since >= this.delay.toNanos();
	}

	@Override
	public boolean exited(int id, int code) {
		ArchiveLog log = ended(id, code);
		int end = (this.abortedWithoutMemory && code == ArchiveLog.ABORTED) ? 1 : code;
		if (log == null || !ArchiveLog.explains(log.complaint(), end)) {
			return false;
		}
		if (giveUp()) {
			logger.warn("Worker {} ended while its JVM {}, which no worker does any more", id,
					log.archive() ? "started from the archive " + this.archive : "recorded which classes it loads");
			if (log.archive()) {
				discard(ArchiveLog.isCrash(end));
			}
		}
		return true;
	}

	private synchronized @Nullable ArchiveLog ended(int id, int code) {
		if (isRecorder(id)) {
			if (this.kind == ArchiveKind.AOT && this.recordingSince != null && code == 0) {
				make(Duration.ZERO);
			}
			this.recorder = null;
			this.recordingSince = null;
		}
		return this.logs.remove(id);
	}

	/**
	 * Leaves the workers of this generation without an archive.
	 * @return whether they could have one until now
	 */
	private synchronized boolean giveUp() {
		boolean before = this.givenUp;
		this.givenUp = true;
		return !before;
	}

	private void discard(boolean forGood) {
		if (this.maker == null) {
			return;
		}
		try {
			Files.deleteIfExists(this.archive);
			if (forGood) {
				Files.createFile(this.archive);
			}
		}
		catch (IOException ex) {
			logger.debug("Could not remove {}", this.archive, ex);
		}
	}

	private void make(Duration delay) {
		ArchiveMaker maker = this.maker;
		if (maker != null) {
			this.thread = new Thread(() -> make(maker, delay), "cluster-archive");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	private void make(ArchiveMaker maker, Duration delay) {
		try {
			Thread.sleep(delay.toMillis());
			long start = System.nanoTime();
			maker.make(this.archive);
			logger.info("An archive of the application's classes was made in {} s, so that workers start faster from "
					+ "now on", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
			logger.debug("The archive of the application's classes is {}", this.archive);
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			logger.debug("The archive {} was not finished", this.archive);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Workers start without an archive, as none could be made: {}", ex.getMessage());
		}
	}

	/**
	 * Leaves an archive unfinished that is being made.
	 */
	@Override
	public void remove() {
		Thread thread;
		synchronized (this) {
			thread = this.thread;
		}
		if (thread != null) {
			thread.interrupt();
			try {
				thread.join(TimeUnit.SECONDS.toMillis(2));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		this.removal.run();
	}

}
