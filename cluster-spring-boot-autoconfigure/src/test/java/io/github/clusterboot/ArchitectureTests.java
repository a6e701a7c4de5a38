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
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The packages and the arrows between them, which go down only.
 */
@AnalyzeClasses(packagesOf = ArchitectureTests.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule arrowsGoDownOnly = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("autoconfigure")
		.definedBy("io.github.clusterboot.autoconfigure..")
		.layer("doctor")
		.definedBy("io.github.clusterboot.doctor..")
		.optionalLayer("actuate")
		.definedBy("io.github.clusterboot.actuate..")
		.optionalLayer("session")
		.definedBy("io.github.clusterboot.session..")
		.layer("web")
		.definedBy("io.github.clusterboot.web..")
		.layer("worker")
		.definedBy("io.github.clusterboot.worker..")
		.layer("launch")
		.definedBy("io.github.clusterboot.launch..")
		.layer("primary")
		.definedBy("io.github.clusterboot.primary..")
		.layer("listen")
		.definedBy("io.github.clusterboot.listen..")
		.layer("ipc")
		.definedBy("io.github.clusterboot.ipc..")
		.whereLayer("doctor")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("autoconfigure")
		.mayOnlyBeAccessedByLayers("doctor")
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("session")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("web")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "session")
		.whereLayer("worker")
		.mayOnlyBeAccessedByLayers("autoconfigure", "doctor", "actuate", "session", "web")
		.whereLayer("launch")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "session", "web", "worker")
		.whereLayer("primary")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "session", "launch")
		.whereLayer("listen")
		.mayOnlyBeAccessedByLayers("primary");

	@ArchTest
	static final ArchRule primaryAndWorkerDoNotKnowEachOther = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot.primary..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.clusterboot.worker..");

	@ArchTest
	static final ArchRule workerAndPrimaryDoNotKnowEachOther = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot.worker..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.clusterboot.primary..");

	@ArchTest
	static final ArchRule primaryIsFreeOfSpring = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.github.clusterboot.primary..", "io.github.clusterboot.listen..",
				"io.github.clusterboot.ipc..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..");

	@ArchTest
	static final ArchRule publicApiKnowsNothingOfWhatIsBehindIt = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.clusterboot.(*)..");

	@ArchTest
	void packagesHaveNoCycles(JavaClasses classes) {
		SlicesRuleDefinition.slices().matching("io.github.clusterboot.(*)..").should().beFreeOfCycles().check(classes);
	}

}
