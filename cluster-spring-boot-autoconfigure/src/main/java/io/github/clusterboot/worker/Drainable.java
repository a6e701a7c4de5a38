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
 * A web server of a worker, as its drain uses it. By then the server gets no connections
 * any more. What is here is called over and over, by one thread, and does not block.
 */
public interface Drainable {

	/**
	 * Has the connections end as soon as that harms no client: responses say that theirs
	 * is the last one of their connection, and a connection that is idle is closed after
	 * a short grace.
	 * @return how many connections there are
	 */
	int drain();

	/**
	 * Ends politely what would not end by itself: there is no more time.
	 */
	void giveUp();

}
