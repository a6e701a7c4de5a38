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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive from what a JVM has recorded, in a JVM of its own that has the lowest
 * priority.
 *
 * @param files the files of the archive
 * @param token tells files that are being written from those of others
 * @param creation gives the command that makes the archive
 */
public record ArchiveMaker(ArchiveFiles files, String token, Creation creation) {

	private static final Logger logger = LoggerFactory.getLogger(ArchiveMaker.class);

	/**
	 * The exit codes of what was ended by SIGHUP, SIGINT or SIGTERM. A terminal or a
	 * service manager sends them to all processes that belong together.
	 */
	private static final Set<Integer> ENDED = Set.of(128 + 1, 128 + 2, 128 + 15);

	static final Duration TIMEOUT = Duration.ofMinutes(5);

	/**
	 * Keeps what was recorded so far. The JVM may still write to it, so that the last
	 * line may not be whole.
	 * @param recording the file of the JVM that records, which is removed
	 */
	public void keep(Path recording) {
		try {
			byte[] written = Files.readAllBytes(recording);
			int length = written.length;
			while (length > 0 && written[length - 1] != '\n') {
				length--;
			}
			Path unfinished = this.files.unfinished(this.token + ".recorded");
			Files.write(unfinished, Arrays.copyOf(written, length));
			Files.move(unfinished, this.files.recording(), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			logger.debug("Nothing was recorded", ex);
		}
		finally {
			ArchiveFiles.delete(recording);
		}
	}

	/**
	 * Makes the archive from the recording that was kept, unless the last launches ended
	 * while they did so, such as for want of memory, which the JVM that makes it needs
	 * too.
	 * @return the archive
	 * @throws IOException if it cannot be made
	 * @throws InterruptedException as {@link #make()}
	 */
	public Path makeUnlessInVain() throws IOException, InterruptedException {
		if (!this.files.attempt()) {
			throw new IOException("the last launches ended while it was made");
		}
		try {
			return make();
		}
		finally {
			this.files.forgetAttempts();
		}
	}

	/**
	 * Makes the archive from the recording that was kept.
	 * @return the archive
	 * @throws IOException if it cannot be made
	 * @throws InterruptedException if this thread is interrupted, or the JVM that makes
	 * it is ended; nothing is left then
	 */
	Path make() throws IOException, InterruptedException {
		Path unfinished = this.files.unfinished(this.token + ".archive");
		try {
			ArchiveFiles.delete(unfinished);
			run(this.creation.command(this.files.kind().create(this.files.recording(), unfinished)));
			return this.files.finish(unfinished);
		}
		finally {
			ArchiveFiles.delete(unfinished);
		}
	}

	private void run(ProcessBuilder builder) throws IOException, InterruptedException {
		Path output = this.files.unfinished(this.token + ".output");
		builder.redirectErrorStream(true).redirectOutput(output.toFile());
		Process process = start(builder);
		try {
			if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IOException("it took longer than " + TIMEOUT);
			}
			if (ENDED.contains(process.exitValue())) {
				throw new InterruptedException("a signal ended the JVM, and this one in all likelihood");
			}
			if (process.exitValue() != 0) {
				String said = Files.readString(output).strip();
				throw new IOException("the JVM exited with %d: %s".formatted(process.exitValue(),
						said.substring(Math.max(0, said.length() - 300))));
			}
		}
		finally {
			process.destroyForcibly();
			ArchiveFiles.delete(output);
		}
	}

	private static Process start(ProcessBuilder builder) throws IOException {
		List<String> command = builder.command();
		try {
			List<String> nice = new ArrayList<>(List.of("nice", "-n", "19"));
			nice.addAll(command);
			return builder.command(nice).start();
		}
		catch (IOException ex) {
			return builder.command(command).start();
		}
	}

	/**
	 * Makes the command of the JVM that makes an archive.
	 */
	public interface Creation {

		ProcessBuilder command(List<String> arguments);

	}

}
