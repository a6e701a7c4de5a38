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

package io.github.clusterboot.actuate;

/**
 * What somebody wants of the cluster is not done. The message says why, and what would
 * be.
 */
final class RefusedException extends RuntimeException {

	static final int BAD_INPUT = 400;

	static final int UNKNOWN_WORKER = 404;

	static final int CONFLICT = 409;

	private final int status;

	RefusedException(int status, String message) {
		super(message);
		this.status = status;
	}

	/**
	 * The status that says so over HTTP.
	 */
	int status() {
		return this.status;
	}

}
