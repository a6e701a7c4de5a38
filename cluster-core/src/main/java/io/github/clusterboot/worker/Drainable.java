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

/**
 * What a worker finishes before it exits. What is here is called again and again, from
 * any thread, and does not block.
 */
public interface Drainable {

	/**
	 * Begins nothing new, and has what is there end as soon as that harms nobody.
	 * @return how much has not ended
	 */
	int drain();

	/**
	 * Ends politely what would not end by itself: there is no more time.
	 */
	void giveUp();

}
