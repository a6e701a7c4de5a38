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

package io.github.clusterboot.startup;

import java.util.List;
import java.util.regex.Pattern;

/**
 * When a worker's JVM has a method compiled by its optimizing compiler C2. Several JVMs
 * compile the same methods at the same time, on the processors that start the application
 * and answer requests, and what a start calls often is not what requests do. So they wait
 * for four times as many calls as one JVM would: half of the processor time of a start is
 * that of compilers.
 */
final class CompilationThresholds {

	/**
	 * Four times the defaults of HotSpot, which are the same from Java 17 to 25.
	 */
	private static final List<String> RAISED = List.of("-XX:Tier4InvocationThreshold=20000",
			"-XX:Tier4MinInvocationThreshold=2400", "-XX:Tier4CompileThreshold=60000",
			"-XX:Tier4BackEdgeThreshold=160000");

	private static final Pattern OF_THE_USER = Pattern.compile("-Xint|-Xcomp|-Xbatch|-client|-XX:(Tier|Compil).*"
			+ "|-XX:[+-](TieredCompilation|BackgroundCompilation|UseCompiler|UseJVMCICompiler|EnableJVMCI)\\b.*");

	private CompilationThresholds() {
	}

	/**
	 * The arguments that raise the thresholds.
	 * @param vm the name of the virtual machine
	 * @param workers how many workers share the processors
	 * @param arguments the arguments of a worker's JVM
	 * @return the arguments, none if a JVM has the processors for itself, may not know
	 * them, or the user has an opinion
	 */
	static List<String> raised(String vm, int workers, List<String> arguments) {
		boolean own = arguments.stream().anyMatch((argument) -> OF_THE_USER.matcher(argument).matches());
		return (workers > 1 && vm.endsWith("Server VM") && !own) ? RAISED : List.of();
	}

}
