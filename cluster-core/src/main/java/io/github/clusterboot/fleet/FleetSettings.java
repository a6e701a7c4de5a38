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

package io.github.clusterboot.fleet;

import java.time.Duration;

/**
 * What is wanted of the workers. The properties of the same names are described in
 * {@code ClusterProperties}.
 *
 * @param workers how many workers are to serve, at least 1
 * @param standby how many more are started and stand by
 * @param restart what follows a worker's exit
 * @param startupTimeout how long a worker may take from fork to listening or standing by,
 * and the copy of a generation to be made
 * @param drainTimeout the longest drain, after which a worker is terminated
 * @param killTimeout how long after that a worker is killed
 * @param heartbeatTimeout how long a worker may be silent before it is killed
 * @param requestTimeout how long a request may be with its thread before the worker is
 * replaced, or zero for ever
 * @param recycle when a worker has done enough
 * @param reloadPause the time between a replacement that listens and the next one
 */
public record FleetSettings(int workers, int standby, RestartPolicy restart, Duration startupTimeout,
		Duration drainTimeout, Duration killTimeout, Duration heartbeatTimeout, Duration requestTimeout,
		RecyclePolicy recycle, Duration reloadPause) {

}
