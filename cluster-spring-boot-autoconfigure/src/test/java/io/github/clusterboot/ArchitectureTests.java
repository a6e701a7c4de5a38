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

package io.github.clusterboot;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The packages, the core's among them, and the arrows between them, which go down only.
 */
@AnalyzeClasses(packagesOf = ArchitectureTests.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule publicApiKnowsNothingOfWhatIsBehindIt = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.clusterboot.(*)..");

	@ArchTest
	static final ArchRule featuresKnowNoPrimary = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.clusterboot.tomcat..", "io.github.clusterboot.jetty..",
				"io.github.clusterboot.door..", "io.github.clusterboot.actuate..", "io.github.clusterboot.metrics..",
				"io.github.clusterboot.peer..", "io.github.clusterboot.doctor..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.clusterboot.primary..", "io.github.clusterboot.listen..",
				"io.github.clusterboot.lean..", "io.github.clusterboot.startup..");

	@ArchTest
	void packagesHaveNoCycles(JavaClasses classes) {
		SlicesRuleDefinition.slices().matching("io.github.clusterboot.(*)..").should().beFreeOfCycles().check(classes);
	}

}
