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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.FileTree;
import io.github.clusterboot.jvm.GenerationCopy;
import io.github.clusterboot.jvm.JavaCommand.Target;

/**
 * An extracted jar in the cache: workers start from the archive of its classes where
 * there is one, and where there is none, one of them records what goes into it.
 */
final class CachedCopy implements GenerationCopy {

	private static final Logger logger = LoggerFactory.getLogger(CachedCopy.class);

	private static final int NOBODY = 0;

	private final Path jar;

	private final @Nullable Archive archive;

	private final Duration delay;

	private final boolean records;

	private final Runnable removal;

	/**
	 * Of the workers that start from the archive, or record, and do not listen yet.
	 */
	private final Map<Integer, ArchiveLog> logs = new HashMap<>();

	private volatile int recorder = NOBODY;

	private volatile @Nullable Long recordingSince;

	private @Nullable Process maker;

	private boolean givenUp;

	/**
	 * Creates the copy.
	 * @param archive the archive, or {@code null} if workers cannot have one
	 * @param delay how long the worker that records is left to serve
	 * @param records whether a worker records if there is no archive, and is replaced for
	 * it
	 * @param removal what is done when no worker runs the copy any more
	 */
	CachedCopy(Path jar, @Nullable Archive archive, Duration delay, boolean records, Runnable removal) {
		this.jar = jar;
		this.archive = archive;
		this.delay = delay;
		this.records = records;
		this.removal = removal;
	}

	@Override
	public Target target() {
		return new Target.Jar(this.jar.toString());
	}

	@Override
	public boolean isThere() {
		return ExtractedJar.isWhole(this.jar);
	}

	@Override
	public synchronized List<String> jvmArguments(int id, boolean first, Path privateDirectory) {
		Archive archive = this.archive;
		if (archive == null || this.givenUp) {
			return List.of();
		}
		boolean use = Files.exists(archive.file());
		// somebody waits for the first
		if (!use && (first || !canRecord(archive))) {
			return List.of();
		}
		ArchiveLog log = new ArchiveLog(privateDirectory.resolve("archive-" + id + ".log"));
		this.logs.put(id, log);
		if (use) {
			return archive.kind().use(archive.file(), log.file());
		}
		this.recorder = id;
		return archive.kind().record(archive.recording());
	}

	private boolean canRecord(Archive archive) {
		return this.records && this.recorder == NOBODY && this.maker == null && Files.isDirectory(archive.directory());
	}

	@Override
	public synchronized void listening(int id) {
		if (id == this.recorder) {
			this.recordingSince = System.nanoTime();
		}
		ArchiveLog log = this.logs.remove(id);
		String complaint = (log != null) ? log.complaint() : null;
		if (complaint != null) {
			discardArchive(complaint);
		}
	}

	/**
	 * The archive can be made when the worker that records has ended. The thread that
	 * supervises asks this, and so waits for nobody.
	 */
	@Override
	public boolean isRenewalDue(int id) {
		Long since = this.recordingSince;
		return id == this.recorder && since != null && System.nanoTime() - since >= this.delay.toNanos();
	}

	@Override
	public synchronized boolean exited(int id, int code) {
		ArchiveLog log = this.logs.remove(id);
		boolean blamed = log != null && log.explains(code);
		if (id == this.recorder) {
			recorderExited(log == null, code);
		}
		else if (blamed) {
			discardArchive("worker %d ended with code %d when its JVM had begun to use it".formatted(id, code));
		}
		return blamed;
	}

	/**
	 * Where recording may be why a worker did not come up, nobody records in this
	 * generation any more.
	 */
	private void recorderExited(boolean listened, int code) {
		this.recorder = NOBODY;
		this.recordingSince = null;
		if (!listened) {
			this.givenUp = true;
		}
		else if (code == 0 && this.archive != null && !this.givenUp) {
			this.maker = this.archive.make();
			this.givenUp = this.maker == null;
		}
	}

	/**
	 * No worker of this generation has an archive any more.
	 */
	private void discardArchive(String reason) {
		if (this.archive != null && !this.givenUp) {
			this.givenUp = true;
			logger.warn("Workers start without the archive {}, so that they start more slowly: {}", this.archive.file(),
					reason);
			this.archive.file().toFile().delete();
		}
	}

	@Override
	public synchronized void remove() {
		this.givenUp = true;
		if (this.maker != null) {
			Process destroyed = this.maker.destroyForcibly();
			destroyed.onExit().completeOnTimeout(destroyed, 2, TimeUnit.SECONDS).join();
		}
		if (this.archive != null) {
			FileTree.delete(this.archive.directory());
		}
		this.removal.run();
	}

}
