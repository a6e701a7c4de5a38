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

package io.github.clusterboot.boot;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.boot.system.ApplicationTemp;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Gives each slot a file of its own for what Boot writes to one file: workers would write
 * into each other's lines, rotate the file under each other, and remove it while others
 * need it. A name in which the user has put the worker stays as it is.
 */
final class SlotFiles {

	private static final String LOG_FILE = "logging.file.name";

	private static final String LOG_PATH = "logging.file.path";

	private static final String DEFAULT_LOG_FILE = "spring.log";

	private static final String ROLLED_LOG_FILE = "logging.logback.rollingpolicy.file-name-pattern";

	private static final String ACCESS_LOG = "server.tomcat.accesslog.";

	private static final String DEFAULT_ACCESS_LOG = "access_log";

	private static final String JETTY_ACCESS_LOG = "server.jetty.accesslog.filename";

	private static final String SESSIONS = "server.servlet.session.";

	private static final String WORKER_PLACEHOLDER = "cluster.worker.";

	private final ConfigurableEnvironment environment;

	private final String suffix;

	private final Map<String, Object> properties = new HashMap<>();

	SlotFiles(ConfigurableEnvironment environment, int slot) {
		this.environment = environment;
		this.suffix = "-worker-" + slot;
	}

	/**
	 * The properties that name the files.
	 */
	Map<String, Object> properties() {
		logFile();
		accessLog();
		sessions();
		return this.properties;
	}

	private void logFile() {
		if (isSet(LOG_FILE)) {
			put(LOG_FILE);
		}
		else if (isSet(LOG_PATH) && !namesWorker(LOG_PATH)) {
			this.properties.put(LOG_FILE, ofSlot(Path.of(get(LOG_PATH, ""), DEFAULT_LOG_FILE).toString()));
		}
		// by default it has the name of the log file in it
		if (!get(ROLLED_LOG_FILE, "").contains("LOG_FILE")) {
			put(ROLLED_LOG_FILE);
		}
	}

	/**
	 * Its date follows the prefix, which the management port's log has after its own one.
	 */
	private void accessLog() {
		String directory = get(ACCESS_LOG + "directory", "");
		if (this.environment.getProperty(ACCESS_LOG + "enabled", Boolean.class, false) && !isDevice(directory)
				&& Stream.of("directory", "prefix", "suffix", "file-date-format")
					.noneMatch((part) -> namesWorker(ACCESS_LOG + part))) {
			this.properties.put(ACCESS_LOG + "prefix", get(ACCESS_LOG + "prefix", DEFAULT_ACCESS_LOG) + this.suffix);
		}
		if (!isDevice(get(JETTY_ACCESS_LOG, ""))) {
			put(JETTY_ACCESS_LOG);
		}
	}

	private static boolean isDevice(String path) {
		return path.startsWith("/dev") || path.startsWith("/proc");
	}

	/**
	 * Sessions that a server keeps while it is restarted.
	 */
	private void sessions() {
		String property = SESSIONS + "store-dir";
		if (this.environment.getProperty(SESSIONS + "persistent", Boolean.class, false) && !namesWorker(property)) {
			String directory = isSet(property) ? get(property, "")
					: new ApplicationTemp().getDir("servlet-sessions").getPath();
			this.properties.put(property, directory + this.suffix);
		}
	}

	private void put(String property) {
		if (isSet(property) && !namesWorker(property)) {
			this.properties.put(property, ofSlot(get(property, "")));
		}
	}

	private boolean isSet(String property) {
		return !get(property, "").isEmpty();
	}

	/**
	 * What Boot sets later, as LOG_FILE, stays a placeholder.
	 */
	private String get(String property, String fallback) {
		String value = raw(property);
		return value.isEmpty() ? fallback : this.environment.resolvePlaceholders(value);
	}

	/**
	 * Whether the user has given each worker a file of its own, by a placeholder in the
	 * name.
	 */
	private boolean namesWorker(String property) {
		return raw(property).contains(WORKER_PLACEHOLDER);
	}

	private String raw(String property) {
		return this.environment.getPropertySources()
			.stream()
			.map((source) -> source.getProperty(property))
			.filter(Objects::nonNull)
			.findFirst()
			.map(Object::toString)
			.orElse("");
	}

	private String ofSlot(String file) {
		int directory = file.lastIndexOf('/');
		int extension = file.lastIndexOf('.');
		int end = (extension > directory + 1) ? extension : file.length();
		return file.substring(0, end) + this.suffix + file.substring(end);
	}

}
