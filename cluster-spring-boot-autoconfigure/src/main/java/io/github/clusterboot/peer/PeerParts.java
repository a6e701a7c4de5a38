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

package io.github.clusterboot.peer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.file.Path;
import java.time.Duration;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * The parts of another worker's response, each of which is waited for when it is wanted.
 */
final class PeerParts implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(PeerParts.class);

	private final Path door;

	private final FullHttpRequest request;

	private final Duration patience;

	private @Nullable PeerExchange exchange;

	private volatile boolean unwanted;

	private PeerParts(Path door, FullHttpRequest request, Duration patience) {
		this.door = door;
		this.request = request;
		this.patience = patience;
	}

	/**
	 * Sends a request. The exchange ends with the subscription.
	 * @param door the private door of the other worker
	 * @param patience the longest silence of the other worker
	 * @param scheduler for one thread of it to wait
	 * @return the parts, the head first; an {@link IOException} if they do not come
	 */
	static Flux<HttpObject> of(Path door, FullHttpRequest request, Duration patience, Scheduler scheduler) {
		return Flux.defer(() -> {
			PeerParts parts = new PeerParts(door, request, patience);
			return Flux.generate(() -> parts, PeerParts::next, PeerParts::close)
				.subscribeOn(scheduler)
				.doOnCancel(parts::leave)
				.doOnDiscard(HttpContent.class, ReferenceCountUtil::release);
		});
	}

	private PeerParts next(SynchronousSink<HttpObject> sink) {
		try {
			if (this.exchange == null) {
				this.exchange = new PeerExchange(this.door, this.patience);
				this.exchange.send(this.request);
			}
			HttpObject part = this.exchange.next();
			sink.next(part);
			if (part instanceof LastHttpContent) {
				sink.complete();
			}
		}
		catch (IOException | CancelledKeyException ex) {
			if (this.unwanted) {
				// the thread was interrupted, and there is nobody to be told
				sink.complete();
			}
			else {
				sink.error(ex);
			}
		}
		return this;
	}

	private void leave() {
		this.unwanted = true;
	}

	@Override
	public void close() {
		if (this.exchange != null) {
			try {
				this.exchange.close();
			}
			catch (IOException ex) {
				logger.debug("An exchange with another worker could not be closed", ex);
			}
		}
	}

}
