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

package io.github.clusterboot.worker;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * What one worker says for all that a launch ever has.
 */
public final class OncePerLaunch {

	private OncePerLaunch() {
	}

	/**
	 * Whether it is for this worker to say something, as no other one has said it. Rather
	 * twice than never.
	 * @param worker this process as a worker, or {@code null} if it is none
	 * @param what names what is said: a file in the private directory, for as long as the
	 * cluster lives
	 * @return whether it is
	 */
	public static boolean isFirst(@Nullable Worker worker, String what) {
		try {
			return worker == null || worker.directory().resolve(what).toFile().createNewFile();
		}
		catch (IOException ex) {
			return true;
		}
	}

}
