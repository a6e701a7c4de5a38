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

package io.github.clusterboot.doctor;

import java.util.List;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code clusterdoctor}: what each worker has for itself although the
 * application may take it for one thing, also where there is one worker now.
 */
@Endpoint(id = "clusterdoctor", defaultAccess = Access.READ_ONLY)
public class ClusterDoctorEndpoint {

	private final Doctor doctor;

	ClusterDoctorEndpoint(Doctor doctor) {
		this.doctor = doctor;
	}

	/**
	 * Looks at the application as it is now.
	 * @return what was found
	 */
	@ReadOperation
	public Findings findings() {
		return new Findings(this.doctor.examine());
	}

	/**
	 * What was found.
	 *
	 * @param findings what was found
	 */
	public record Findings(List<Finding> findings) implements OperationResponseBody {
	}

}
