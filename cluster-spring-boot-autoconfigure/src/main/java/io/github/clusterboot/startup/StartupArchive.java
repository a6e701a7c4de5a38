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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of the classes of one generation: workers start from it where there is one.
 * Where there is none, one worker records what goes into it, and it is made in the
 * background, by a JVM of low priority that does not run the application. Workers that
 * are forked after that use it.
 * <p>
 * Whatever goes wrong, workers start without it. Thread-safe.
 */
final class StartupArchive implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StartupArchive.class);

	/**
	 * The exit codes of what ends for a reason of its own: SIGILL, SIGABRT, SIGBUS and
	 * SIGSEGV.
	 */
	private static final Set<Integer> CRASHES = Set.of(128 + 4, 128 + 6, 128 + 7, 128 + 11);

	/**
	 * How long the start of a cluster is left alone where an archive can be made at once.
	 */
	private static final Duration SETTLE_TIME = Duration.ofSeconds(5);

	private final ArchiveFiles files;

	private final boolean writable;

	private final Duration delay;

	private final ArchiveMaker maker;

	/**
	 * Tells files of this launch and generation from those of others.
	 */
	private final String token = UUID.randomUUID().toString();

	/**
	 * What this primary does not try again for any generation.
	 */
	private final Set<ArchiveFiles> givenUp;

	private final Map<Integer, Use> uses = new HashMap<>();

	/**
	 * Workers that ended early, in all likelihood because they had the archive or were to
	 * record.
	 */
	private final Map<Integer, Failure> neverListened = new HashMap<>();

	private @Nullable Path archive;

	private @Nullable Integer recorder;

	private @Nullable Long recordingSince;

	private @Nullable Thread thread;

	/**
	 * Whether there is to be no archive, whatever the files say: it may not be possible
	 * to write that down.
	 */
	private boolean refused;

	private boolean recorded;

	private boolean closed;

	/**
	 * Creates the archive of a generation.
	 * @param files its files
	 * @param writable whether files can be written
	 * @param delay how long a worker that records is left to serve before the archive is
	 * made
	 * @param creation gives the command that makes the archive
	 * @param givenUp what is not tried again in this launch, which is added to
	 */
	StartupArchive(ArchiveFiles files, boolean writable, Duration delay, ArchiveMaker.Creation creation,
			Set<ArchiveFiles> givenUp) {
		this.files = files;
		this.writable = writable;
		this.delay = delay;
		this.maker = new ArchiveMaker(files, this.token, creation);
		this.givenUp = givenUp;
		this.refused = files.isRefused();
		this.archive = (this.refused) ? null : files.find();
		this.recorded = this.refused || !writable || Files.exists(files.recording()) || givenUp.contains(files);
		logger.debug("Workers start {} archive: {}", (this.archive != null) ? "from an" : "without",
				(this.archive != null) ? this.archive : files.key());
	}

	/**
	 * The arguments for a worker that is about to be forked.
	 * @param id the worker's id
	 * @param mayRecord whether it can be the one that records
	 * @param logDirectory where its JVM can write its log
	 * @return the arguments, which are empty for most workers that start without archive
	 */
	synchronized List<String> argumentsFor(int id, boolean mayRecord, Path logDirectory) {
		if (this.archive != null && !Files.exists(this.archive)) {
			this.archive = null;
		}
		Path archive = this.archive;
		ArchiveKind kind = this.files.kind();
		List<String> arguments = new ArrayList<>();
		if (archive != null) {
			arguments.addAll(kind.use(archive));
		}
		else if (mayRecord && !this.recorded && this.recorder == null && !this.closed) {
			this.recorder = id;
			this.recordingSince = null;
			arguments.addAll(kind.record(recordingOf(id)));
		}
		if (!arguments.isEmpty()) {
			Path log = logDirectory.resolve("archive-" + id + ".log");
			this.uses.put(id, new Use(archive, log));
			arguments.addAll(0, List.of(kind.silence(), kind.log(log)));
		}
		return arguments;
	}

	private Path recordingOf(int id) {
		return this.files.unfinished(this.token + ".worker-" + id);
	}

	/**
	 * A worker accepts connections.
	 */
	synchronized void listening(int id) {
		if (Integer.valueOf(id).equals(this.recorder) && this.recordingSince == null) {
			this.recordingSince = System.nanoTime();
			if (this.files.kind().isLive()) {
				this.recorded = begin(() -> createFromLive(id));
			}
		}
		else if (this.archive == null && !this.refused && this.recorder == null) {
			begin((this.writable && Files.exists(this.files.recording())) ? this::createLater : this::look);
		}
		Use use = this.uses.remove(id);
		if (use != null) {
			Optional<String> refusal = refusal(use);
			Path archive = use.archive();
			if (archive != null) {
				refusal.ifPresent((line) -> notTaken(archive, line));
			}
		}
	}

	private Optional<String> refusal(Use use) {
		Path log = use.log();
		try (var lines = Files.lines(log)) {
			return lines.filter((use.archive() != null) ? ArchiveKind::isRefusal : ArchiveKind::isError).findFirst();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not read {}", log, ex);
			return Optional.empty();
		}
		finally {
			ArchiveFiles.delete(log);
		}
	}

	private void notTaken(Path archive, String line) {
		if (!archive.equals(this.archive)) {
			// it was removed before the JVM could open it
			return;
		}
		logger.warn("The JVM does not take the archive {}, so that workers start more slowly: {}", archive, line);
		drop();
		if (this.writable) {
			// the next launch has another one made
			ArchiveFiles.delete(archive);
		}
	}

	private void drop() {
		this.archive = null;
		this.refused = true;
		giveUp();
	}

	private void giveUp() {
		this.recorded = true;
		this.givenUp.add(this.files);
	}

	/**
	 * Whether a worker is to be replaced so that what it has recorded can be used.
	 */
	synchronized boolean isRenewalDue(int id) {
		Long since = this.recordingSince;
		return Integer.valueOf(id).equals(this.recorder) && since != null && !this.files.kind().isLive()
				&& System.nanoTime() - since >= this.delay.toNanos();
	}

	synchronized boolean isRecording(int id) {
		return Integer.valueOf(id).equals(this.recorder);
	}

	/**
	 * A worker has ended.
	 */
	synchronized void exited(int id, int code) {
		Use use = this.uses.remove(id);
		boolean toBlame = use != null && isExplanation(code, refusal(use));
		if (use != null && toBlame) {
			this.neverListened.put(id, new Failure(code, use.archive()));
		}
		if (!Integer.valueOf(id).equals(this.recorder)) {
			return;
		}
		this.recorder = null;
		boolean listened = this.recordingSince != null;
		if (toBlame) {
			giveUp();
		}
		this.recordingSince = null;
		Path recording = recordingOf(id);
		if (this.files.kind().isLive() && listened) {
			// it is read later
			return;
		}
		if (listened && code == 0 && this.archive == null && keep(recording)) {
			begin(this::create);
		}
		ArchiveFiles.delete(recording);
	}

	/**
	 * Whether archives explain the end of a worker that never listened: a crash of its
	 * JVM, which maps them, or words of its JVM about them. A JVM ends early for much
	 * else, such as a port for JMX that is taken or a flag that it does not know.
	 */
	private static boolean isExplanation(int code, Optional<String> refusal) {
		return CRASHES.contains(code) || (code != 0 && refusal.isPresent());
	}

	private boolean keep(Path recording) {
		try {
			if (Files.size(recording) > 0) {
				Files.move(recording, this.files.recording(), StandardCopyOption.ATOMIC_MOVE);
				this.recorded = true;
				return true;
			}
		}
		catch (IOException ex) {
			logger.debug("Nothing was recorded", ex);
		}
		return false;
	}

	/**
	 * A worker crashed before it listened.
	 * @return whether it had the archive, which nobody gets any more, or recorded, which
	 * nobody does any more
	 */
	synchronized boolean crashed(int id) {
		Failure failure = this.neverListened.remove(id);
		if (failure == null) {
			return false;
		}
		Path archive = failure.archive();
		if (archive == null) {
			logger.warn("Worker {} crashed while its JVM recorded which classes it loads, which is not tried again",
					id);
			refuseAfterCrash(null, "recorded", failure.code());
		}
		else if (archive.equals(this.archive)) {
			logger.warn("Worker {} crashed with the archive {}, which is not used any more", id, archive);
			drop();
			refuseAfterCrash(archive, "used it", failure.code());
		}
		return true;
	}

	private void refuseAfterCrash(@Nullable Path archive, String did, int code) {
		// what else ends a JVM early need not have to do with it
		if (CRASHES.contains(code)) {
			this.files.refuse(archive, "A worker that %s exited with code %d".formatted(did, code));
		}
	}

	private boolean begin(Runnable work) {
		if (this.thread != null || this.closed) {
			return false;
		}
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			finally {
				synchronized (this) {
					this.thread = null;
				}
			}
		}, "cluster-archive");
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (Error ex) {
			// what Java throws at a limit of threads or processes
			logger.debug("No archive can be made", ex);
			return false;
		}
		this.thread = thread;
		return true;
	}

	/**
	 * Another generation or launch may have made the archive.
	 */
	private boolean look() {
		Path archive = this.files.find();
		synchronized (this) {
			if (archive != null && !this.refused) {
				this.archive = archive;
			}
			return this.archive != null;
		}
	}

	private void createFromLive(int id) {
		try {
			Thread.sleep(this.delay.toMillis());
			this.maker.keep(recordingOf(id));
			create();
		}
		catch (InterruptedException ex) {
			// the next launch makes the archive
			this.maker.keep(recordingOf(id));
		}
	}

	private void createLater() {
		try {
			Thread.sleep(Math.min(this.delay.toMillis(), SETTLE_TIME.toMillis()));
			create();
		}
		catch (InterruptedException ex) {
			logger.debug("The archive is left to the next launch");
		}
	}

	private void create() {
		if (look() || !Files.exists(this.files.recording())) {
			return;
		}
		long start = System.nanoTime();
		try {
			Path archive = this.maker.makeUnlessInVain();
			logger.info(
					"An archive of the application's classes was made in {} s, so that workers start faster from now on",
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
			logger.debug("The archive of the application's classes is {}", archive);
			synchronized (this) {
				this.archive = (this.refused) ? null : archive;
			}
		}
		catch (InterruptedException ex) {
			logger.debug("The archive was not finished");
		}
		catch (IOException | RuntimeException ex) {
			if (!look()) {
				logger.warn("Workers start without an archive, as none could be made: {}", ex.getMessage());
				this.givenUp.add(this.files);
				ArchiveFiles.delete(this.files.recording());
			}
		}
	}

	/**
	 * Nothing runs from the archive any more. One that is being made is left unfinished.
	 * Waits for nothing.
	 */
	synchronized void stop() {
		this.closed = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	/**
	 * {@linkplain #stop() Stops} and waits for the end of what is in the background.
	 */
	@Override
	public void close() {
		stop();
		Thread thread;
		Integer recorder;
		synchronized (this) {
			thread = this.thread;
			recorder = this.recorder;
		}
		if (thread != null) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(2));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		if (recorder != null) {
			ArchiveFiles.delete(recordingOf(recorder));
		}
	}

	/**
	 * What a worker was forked with.
	 *
	 * @param archive the archive, or {@code null} if it records
	 * @param log where its JVM says what it thinks of that
	 */
	private record Use(@Nullable Path archive, Path log) {

	}

	/**
	 * How a worker ended.
	 *
	 * @param code its exit code
	 * @param archive the archive that it had, or {@code null} if it recorded
	 */
	private record Failure(int code, @Nullable Path archive) {

	}

}
