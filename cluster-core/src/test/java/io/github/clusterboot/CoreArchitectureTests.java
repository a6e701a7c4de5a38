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
 * The packages of the core and the arrows between them, which go down only. That there is
 * no Spring here, the compiler knows.
 */
@AnalyzeClasses(packagesOf = CoreArchitectureTests.class, importOptions = ImportOption.DoNotIncludeTests.class)
class CoreArchitectureTests {

	@ArchTest
	static final ArchRule primaryDoesNotKnowWorker = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot.primary..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.clusterboot.worker..");

	@ArchTest
	static final ArchRule workerDoesNotKnowPrimary = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.github.clusterboot.worker..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.clusterboot.primary..", "io.github.clusterboot.listen..");

	@ArchTest
	void packagesHaveNoCycles(JavaClasses classes) {
		SlicesRuleDefinition.slices().matching("io.github.clusterboot.(*)..").should().beFreeOfCycles().check(classes);
	}

}
