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

package com.example.chat;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CounterController {

	private final StringRedisTemplate redis;

	private final LettuceConnectionFactory connections;

	CounterController(StringRedisTemplate redis, LettuceConnectionFactory connections) {
		this.redis = redis;
		this.connections = connections;
	}

	@GetMapping("/server")
	String server() {
		return this.connections.getHostName() + ":" + this.connections.getPort();
	}

	/**
	 * Reads only, so that a Redis of somebody else is left as it is.
	 */
	@GetMapping("/count")
	String count() {
		try {
			return "count: " + this.redis.opsForValue().get("com.example.chat.count");
		}
		catch (RedisConnectionFailureException ex) {
			return ex.getMessage();
		}
	}

	@GetMapping("/options")
	String options() {
		return this.connections.getClientConfiguration()
			.getClientOptions()
			.map((options) -> options.getDisconnectedBehavior().name())
			.orElse("none");
	}

}
