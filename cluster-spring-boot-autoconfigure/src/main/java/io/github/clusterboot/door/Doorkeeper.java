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

package io.github.clusterboot.door;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

import io.github.clusterboot.door.Reception.Admission;
import io.github.clusterboot.door.Reception.Answer;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.peer.RequestOrigin;

/**
 * Receives what comes to a private door: questions of other workers, which are answered
 * here, and requests that they forward, some at a time. Nothing else is let in.
 * Thread-safe.
 */
public final class Doorkeeper {

	private static final Logger logger = LoggerFactory.getLogger(Doorkeeper.class);

	/**
	 * Far fewer than threads: other workers ask for a scrape here, too.
	 */
	private static final int MOST_FORWARDED = 8;

	private final Map<String, PeerResource> resources;

	private final Semaphore forwarded = new Semaphore(MOST_FORWARDED);

	/**
	 * Creates the doorkeeper of one door.
	 * @param resources what is answered here
	 */
	public Doorkeeper(Stream<PeerResource> resources) {
		this.resources = resources.collect(Collectors.toUnmodifiableMap(PeerResource::name, Function.identity()));
	}

	/**
	 * Receives a request. Takes as long as the answer to a question does.
	 * @param origin its header {@link RequestOrigin#HEADER}, or {@code null} if it has
	 * none
	 * @param path its path
	 * @param query its query as written, or {@code null} if it has none
	 * @return what is to be done with it
	 */
	public Reception receive(@Nullable String origin, String path, @Nullable String query) {
		if (origin == null) {
			return answer(path, (query != null) ? query : "");
		}
		RequestOrigin parsed = RequestOrigin.parse(origin);
		if (parsed == null) {
			return Answer.of(HttpStatus.BAD_REQUEST, "The origin of the request cannot be read");
		}
		if (!this.forwarded.tryAcquire()) {
			String busy = "{\"message\":\"The worker that is asked for is busy with as many forwarded requests as it takes\"}";
			return new Answer(HttpStatus.SERVICE_UNAVAILABLE.value(), "application/json",
					busy.getBytes(StandardCharsets.UTF_8));
		}
		return new Admission(parsed, this.forwarded);
	}

	private Answer answer(String path, String query) {
		PeerResource resource = path.startsWith(PeerResource.PATH)
				? this.resources.get(path.substring(PeerResource.PATH.length())) : null;
		if (resource == null) {
			return Answer.of(HttpStatus.NOT_FOUND, "Nothing of this worker is at " + path);
		}
		try {
			return new Answer(HttpStatus.OK.value(), null,
					resource.answer(URLDecoder.decode(query, StandardCharsets.UTF_8)));
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Another worker gets no answer about '{}'", resource.name(), ex);
			return Answer.of(HttpStatus.INTERNAL_SERVER_ERROR, ex.toString());
		}
	}

}
