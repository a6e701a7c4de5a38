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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client with cookies. Each request is on a connection of its own, so that any worker
 * may get it.
 */
final class Browser {

	static final String SESSION_COOKIE = "SESSION";

	private static final String TOKEN_COOKIE = "XSRF-TOKEN";

	private final Http http;

	private final Map<String, String> cookies = new TreeMap<>();

	private List<String> lastCookies = List.of();

	Browser(SampleCluster cluster) {
		this(cluster.http());
	}

	private Browser(Http http) {
		this.http = http;
	}

	/**
	 * Another browser with the same cookies.
	 * @return the copy
	 */
	Browser copy() {
		Browser copy = new Browser(this.http);
		copy.cookies.putAll(this.cookies);
		return copy;
	}

	Exchange get(String path) {
		return send("GET", path, Map.of(), "");
	}

	Exchange askForVisit() {
		return get("/api/visits");
	}

	Visit visit() {
		return Visit.of(askForVisit());
	}

	/**
	 * Waits until each worker counts visits: each finds Redis by itself.
	 */
	void awaitVisitsOfEachWorker(SampleCluster cluster) {
		Set<Integer> counting = new HashSet<>();
		cluster.await("visits that each worker counts", () -> {
			Exchange exchange = askForVisit();
			if (exchange.isOk()) {
				counting.add(Visit.of(exchange).worker());
			}
			return counting.size() == cluster.workers().size();
		});
	}

	/**
	 * Logs in, after a first visit if there was none: that brings the token.
	 * @return this
	 */
	Browser logIn() {
		if (!this.cookies.containsKey(TOKEN_COOKIE)) {
			visit();
		}
		assertThat(form("/login", "username=demo&password=demo").status()).isEqualTo(204);
		return this;
	}

	Exchange logOut() {
		return form("/logout", "");
	}

	/**
	 * Sends a form with the token that the last answer brought.
	 */
	private Exchange form(String path, String body) {
		return send("POST", path, Map.of("Content-Type", "application/x-www-form-urlencoded", "X-XSRF-TOKEN",
				this.cookies.get(TOKEN_COOKIE)), body);
	}

	private Exchange send(String method, String path, Map<String, String> headers, String body) {
		Map<String, String> all = new TreeMap<>(headers);
		if (!this.cookies.isEmpty()) {
			all.put("Cookie", this.cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
		}
		Exchange exchange = this.http.send(method, path, all, body);
		this.lastCookies = exchange.head()
			.lines()
			.filter((line) -> line.regionMatches(true, 0, "Set-Cookie: ", 0, 12))
			.map((line) -> line.substring(12))
			.toList();
		this.lastCookies.forEach(this::keep);
		return exchange;
	}

	private void keep(String cookie) {
		List<String> fields = new ArrayList<>(List.of(cookie.split("; ")));
		String[] pair = fields.get(0).split("=", 2);
		if (fields.contains("Max-Age=0")) {
			this.cookies.remove(pair[0]);
		}
		else {
			this.cookies.put(pair[0], pair[1]);
		}
	}

	/**
	 * The cookies that the last answer has set.
	 * @return each with its attributes
	 */
	List<String> lastCookies() {
		return this.lastCookies;
	}

	Browser sessionCookie(String value) {
		this.cookies.put(SESSION_COOKIE, value);
		return this;
	}

	String sessionCookie() {
		return this.cookies.getOrDefault(SESSION_COOKIE, "");
	}

}
