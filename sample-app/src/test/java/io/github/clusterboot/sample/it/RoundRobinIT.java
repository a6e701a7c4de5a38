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

package io.github.clusterboot.sample.it;

import org.junit.jupiter.api.Test;

/**
 * What can be different where the primary accepts connections and hands them over. It is
 * in one class as it needs one cluster.
 */
@ClusterTest
class RoundRobinIT {

	@Test
	void aKilledWorkerIsReplacedInItsSlot() {
		KilledWorkerIT.aKilledWorkerIsReplacedInItsSlot(Policy.ROUND_ROBIN);
	}

	@Test
	void noClientHangsAtAWorkerThatIsStoppedAndKilled() {
		KilledWorkerIT.noClientHangsAtAWorkerThatIsStoppedAndKilled(Policy.ROUND_ROBIN);
	}

	@Test
	void aWorkerThatRefusesTrafficGetsNoConnections() throws Exception {
		ReadinessIT.aWorkerThatRefusesTrafficGetsNoConnections(Policy.ROUND_ROBIN);
	}

	@Test
	void clientsWaitWhileNoWorkerIsReady() throws Exception {
		ReadinessIT.clientsWaitWhileNoWorkerIsReady(Policy.ROUND_ROBIN);
	}

	@Test
	void aReloadLosesNoRequest() {
		NoRequestLostIT.reload(Policy.ROUND_ROBIN, 1);
	}

}
