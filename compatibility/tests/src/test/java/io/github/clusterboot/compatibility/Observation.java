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

package io.github.clusterboot.compatibility;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * What was seen of a launch, from its start to its end.
 *
 * @param workers how many workers have answered; 0 where it was not a cluster
 * @param answers what each question is answered by any worker, in their order
 * @param written what was answered where something is written, by one process
 * @param beans its beans
 * @param log its log
 * @param exitCode with what it ends after TERM
 */
record Observation(int workers, List<Set<Answer>> answers, List<Answer> written, SortedSet<Bean> beans, Log log,
		int exitCode) {

	/**
	 * Each worker is asked twice: what it answers may depend on what it was asked before.
	 */
	private static final int TIMES_EACH = 2;

	boolean clustered() {
		return this.workers > 0;
	}

	static Observation of(Launch launch) {
		try (Running running = launch.start()) {
			running.awaitAnswer();
			List<Answer> written = new ArrayList<>();
			List<Set<Answer>> answers = answers(running, launch.application(), TIMES_EACH);
			launch.application().writing().forEach((question) -> written.addAll(running.ask(question, 1)));
			SortedSet<Bean> beans = running.beans();
			int exitCode = running.terminate();
			return new Observation(0, answers, written, beans, running.log(), exitCode);
		}
	}

	/**
	 * Of a cluster whose workers take turns, all of which are seen to answer.
	 */
	static Observation ofCluster(Launch launch, int workers) {
		try (Running running = launch.start()) {
			running.awaitWorkers(workers);
			List<Set<Answer>> answers = answers(running, launch.application(), workers * TIMES_EACH);
			running.awaitRequests(TIMES_EACH * answers.size());
			SortedSet<Bean> beans = running.beans();
			int exitCode = running.terminate();
			return new Observation(workers, answers, List.of(), beans, running.log(), exitCode);
		}
	}

	private static List<Set<Answer>> answers(Running running, Application application, int times) {
		List<Set<Answer>> answers = new ArrayList<>();
		application.questions().forEach((question) -> answers.add(new LinkedHashSet<>(running.ask(question, times))));
		return answers;
	}

}
