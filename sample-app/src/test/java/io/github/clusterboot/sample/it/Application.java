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

import java.nio.file.Path;
import java.util.Locale;

/**
 * What is launched.
 */
enum Application {

	/**
	 * The sample as it is.
	 */
	FULL("sample-app"),

	/**
	 * The sample without security, sessions, chat and cache, which starts at half the
	 * cost.
	 */
	MINIMAL("sample-minimal");

	static final String MAIN_CLASS = "io.github.clusterboot.sample.SampleApplication";

	/**
	 * What it was built with.
	 */
	static final String WEB_SERVER = System.getProperty("it.web-server", "Tomcat");

	private final String name;

	private final Path target;

	Application(String name) {
		this.name = name;
		this.target = Path.of("..", name, "target").toAbsolutePath().normalize();
	}

	/**
	 * The jar, which on Reactor Netty is that of one sample for all.
	 */
	Path jar() {
		if (WEB_SERVER.equals("Netty")) {
			return Path.of("../sample-webflux/target/sample-webflux.jar").toAbsolutePath().normalize();
		}
		String suffix = WEB_SERVER.equals("Tomcat") ? "" : "-" + WEB_SERVER.toLowerCase(Locale.ROOT);
		return this.target.resolve(this.name + suffix + ".jar");
	}

	Path classes() {
		return this.target.resolve("classes");
	}

	@Override
	public String toString() {
		return this.name;
	}

}
