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

import java.nio.file.Path;
import java.util.List;

/**
 * An application of {@code compatibility/applications}.
 */
enum Application {

	/**
	 * JPA on H2 in memory with a form, and a cache of Caffeine, of values that can be
	 * serialized and of some that cannot. What is written goes to the database of one
	 * worker.
	 */
	CLINIC("clinic",
			List.of(Page.get("/owners"), Page.get("/owners?name=G"), Page.get("/owners/new"), Page.get("/owners/2"),
					Page.get("/owners/404"), Page.post("/owners", "name="), Page.get("/vets/Leary"),
					Page.get("/vets/Leary"), Page.get("/vets/Leary/title"), Page.get("/nowhere")),
			List.of(Page.post("/owners", "name=Edsger"), Page.get("/owners/3"))),

	/**
	 * JDBC on a file of H2, which is for one process.
	 */
	H2_FILE("h2-file", List.of(), List.of(Page.get("/notes"), Page.post("/notes", "text=milk"), Page.get("/notes"))),

	/**
	 * Spring Data JDBC, with an entity that bears no annotation of the store.
	 */
	DATA_JDBC("data-jdbc", List.of(Page.get("/customers"), Page.get("/customers/2")), List.of()),

	/**
	 * STOMP with Spring's simple broker, and a Redis of the application's own, which does
	 * not run here in all likelihood. A client hears what it says itself, as it stays
	 * with one worker.
	 */
	CHAT("chat",
			List.of(Page.get("/rooms"), new StompBroadcast("/chat", "/app/say", "/topic/said"), Page.get("/server"),
					Page.get("/options"), Page.get("/count")),
			List.of()),

	/**
	 * WebFlux on Reactor Netty.
	 */
	WEBFLUX("webflux", List.of(Page.get("/hello"), Page.get("/numbers")), List.of()),

	/**
	 * MVC on Jetty.
	 */
	JETTY("jetty", List.of(Page.get("/departures"), Page.get("/server")), List.of());

	private static final Path ROOT = Path.of("../applications").toAbsolutePath().normalize();

	private final String name;

	private final List<Question> questions;

	private final List<Question> writing;

	Application(String name, List<Question> questions, List<Question> writing) {
		this.name = name;
		this.questions = questions;
		this.writing = writing;
	}

	/**
	 * What any worker answers alike, as often as it is asked.
	 */
	List<Question> questions() {
		return this.questions;
	}

	/**
	 * What is asked once and in this order, of one process.
	 */
	List<Question> writing() {
		return this.writing;
	}

	Path built(Variant variant) {
		return ROOT.resolve(this.name).resolve("target").resolve(variant.directory());
	}

	Path jar(Variant variant) {
		return built(variant).resolve("application.jar");
	}

	@Override
	public String toString() {
		return this.name;
	}

}
