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

package io.github.clusterboot.sample;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Sends what somebody says to everybody, whichever workers they are connected to.
 */
@Controller
class ChatController {

	private final CurrentWorker worker;

	ChatController(CurrentWorker worker) {
		this.worker = worker;
	}

	/**
	 * Tells a client which worker it is connected to.
	 */
	@SubscribeMapping("/worker")
	WorkerInfo worker() {
		return this.worker.info();
	}

	@MessageMapping("/chat")
	@SendTo("/topic/chat")
	Said say(String text) {
		return new Said(text, this.worker.id());
	}

	/**
	 * What somebody has said.
	 *
	 * @param text the text
	 * @param worker the id of the worker that this client is connected to
	 */
	record Said(String text, @Nullable Long worker) {

	}

}
