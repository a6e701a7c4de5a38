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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import io.github.clusterboot.peer.RequestOrigin;

/**
 * What is to be done with a request at a private door.
 */
public sealed interface Reception {

	/**
	 * The doorkeeper has answered it, and the connection ends.
	 *
	 * @param status the status
	 * @param contentType the type of the body, or {@code null} for none
	 * @param body the body
	 */
	record Answer(int status, @Nullable String contentType, byte[] body) implements Reception {

		static Answer of(HttpStatus status, String text) {
			return new Answer(status.value(), null, text.getBytes(StandardCharsets.UTF_8));
		}

	}

	/**
	 * It was forwarded, and is to be served as if it had come from its client. Closed
	 * when it is served.
	 */
	final class Admission implements Reception, AutoCloseable {

		private final RequestOrigin origin;

		private final Semaphore places;

		private final AtomicBoolean served = new AtomicBoolean();

		Admission(RequestOrigin origin, Semaphore places) {
			this.origin = origin;
			this.places = places;
		}

		/**
		 * Where it came from.
		 * @return the origin
		 */
		public RequestOrigin origin() {
			return this.origin;
		}

		@Override
		public void close() {
			if (this.served.compareAndSet(false, true)) {
				this.places.release();
			}
		}

	}

}
