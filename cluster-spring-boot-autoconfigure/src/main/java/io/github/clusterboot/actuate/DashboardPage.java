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

package io.github.clusterboot.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dashboard as one self-contained page, put together from its sources
 * {@code dashboard.html}, {@code .css} and {@code .js} beside this class.
 */
final class DashboardPage {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final String page;

	private final String contentSecurityPolicy;

	DashboardPage() {
		String style = read("dashboard.css");
		String script = read("dashboard.js");
		this.page = read("dashboard.html").replace("/*style*/", style).replace("/*script*/", script);
		this.contentSecurityPolicy = "default-src 'none'; connect-src 'self'; img-src data:; style-src '%s'; "
			.formatted(hash(style))
				+ "script-src '%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
					.formatted(hash(script));
	}

	/**
	 * The page.
	 * @param settings what the script is to know, written as JSON
	 */
	String render(Object settings) {
		// no text in it may end the element that it is in
		return this.page.replace("/*settings*/", mapper.writeValueAsString(settings).replace("<", "\\u003c"));
	}

	/**
	 * Allows the page's own style and script, requests to where it came from, and nothing
	 * else.
	 */
	String contentSecurityPolicy() {
		return this.contentSecurityPolicy;
	}

	private static String read(String name) {
		try {
			return new ClassPathResource(name, DashboardPage.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
