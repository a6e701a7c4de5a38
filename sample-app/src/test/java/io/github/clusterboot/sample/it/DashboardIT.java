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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard as a person uses it, in a real browser. Its screenshots are left in
 * {@code target/it-output}.
 */
@ClusterTest
@EnabledIf(value = "io.github.clusterboot.sample.it.Chromium#isInstalled",
		disabledReason = "chromium and chromedriver are not installed")
class DashboardIT {

	private static final String PATH = "/actuator/clusterdashboard";

	/**
	 * Lists text with less contrast than 4.5 to 1 to what is behind it.
	 */
	private static final String LOW_CONTRAST = """
			const parse = (color) => color.match(/[\\d.]+/g).map(Number);
			const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
				.map((v) => v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
				.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
			const behind = (element) => {
				for (let each = element; each; each = each.parentElement) {
					const color = parse(getComputedStyle(each).backgroundColor);
					if (color.length === 3 || color[3] === 1) {
						return color;
					}
				}
				return [255, 255, 255];
			};
			return [...document.querySelectorAll('body *')]
				.filter((element) => element.checkVisibility() && !element.closest('script, button:disabled')
					&& [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
				.filter((element) => {
					const [a, b] = [parse(getComputedStyle(element).color), behind(element)].map(luminance);
					return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
				})
				.map((element) => element.outerHTML);
			""";

	private static SampleCluster cluster;

	private static Chromium browser;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
		browser = new Chromium();
		browser.sendHeader("Authorization", Http.ADMINISTRATOR);
	}

	@AfterAll
	static void stop() {
		browser.close();
	}

	@Test
	void buttonsOperateTheCluster() {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		openDashboard();
		try (Traffic traffic = new Traffic(cluster.http(), "/api/worker", 1, Duration.ofMillis(250))) {
			awaitRows(2);
			assertThat(pids()).containsExactlyElementsOf(workers.values().stream().map(Worker::pid).toList());
			awaitText("#listening", "2 of 2");
			awaitText("#primary", "pid " + cluster.pid());
			await("the history of the start", () -> browser.findAll("#history tr").size() >= 4);
			int restarts = Integer.parseInt(browser.text("#restarts"));
			int generation = state().required("generation").asInt();
			String last = browser.text("#history tr");

			press(row(workers.get(0)) + " [data-action=restart]", "Restart worker " + workers.get(0).id());
			await("another pid in slot 0", () -> isSettled(2) && !pids().contains(workers.get(0).pid()));
			assertThat(pids())
				.containsExactlyElementsOf(cluster.awaitWorkers(2).values().stream().map(Worker::pid).toList());
			await("the restart in the history", () -> {
				String history = browser.text("#history");
				return history.substring(0, history.indexOf(last)).contains("replaced: restart");
			});

			scale(3);
			await("three rows", () -> isSettled(3));
			awaitText("#listening", "3 of 3");

			Worker killed = cluster.awaitWorkers(3).get(1);
			press(row(killed) + " [data-action=kill]", "Kill worker " + killed.id());
			await("another pid in slot 1", () -> isSettled(3) && !pids().contains(killed.pid()));
			assertThat(cluster.awaitExit(killed).group(2)).isEqualTo("SIGKILL");
			assertThat(browser.text(row(cluster.awaitWorkers(3).get(1)))).contains("137 SIGKILL");
			awaitText("#restarts", Integer.toString(restarts + 1));

			Worker disconnected = cluster.awaitWorkers(3).get(2);
			press(row(disconnected) + " [data-action=disconnect]", "Disconnect worker " + disconnected.id());
			await("two rows", () -> isSettled(2));
			awaitText("#listening", "2 of 2");

			List<Long> before = pids();
			press("#reload", "Reload the cluster?");
			awaitText("#last-reload", "succeeded, generation " + (generation + 1));
			await("two other workers", () -> isSettled(2) && before.stream().noneMatch(pids()::contains));

			takeScreenshots();

			assertThat(traffic.outcomes().total()).isPositive();
		}
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void nothingIsDoneWithoutConfirmation() {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		openDashboard();
		awaitRows(2);
		browser.find("#reload").click();
		assertThat(browser.find("#confirm").isDisplayed()).isTrue();
		browser.focused().sendKeys(Keys.ESCAPE);
		assertThat(browser.find("#confirm").isDisplayed()).isFalse();
		browser.find(row(workers.get(1)) + " [data-action=kill]").click();
		assertThat(browser.focused().getText()).isEqualTo("Cancel");
		browser.focused().click();
		assertThat(browser.find("#confirm").isDisplayed()).isFalse();
		browser.find("#scale").click();
		browser.find("#confirm-workers").clear();
		browser.find("#confirm-workers").sendKeys("0", Keys.ENTER);
		assertThat(browser.find("#confirm").isDisplayed()).as("0 is refused").isTrue();
		browser.find("#confirm-cancel").click();
		assertThat(cluster.workers()).isEqualTo(workers);
		assertThat(state().required("wanted").asInt()).isEqualTo(2);
	}

	@Test
	void staleStateIsMarkedAndTakenBack() {
		cluster.awaitWorkers(2);
		openDashboard();
		awaitRows(2);
		awaitText("#freshness", "Live");
		cluster.signal("STOP");
		try {
			awaitText("#freshness", "Stale");
			awaitText("#trouble", "cannot be read");
			assertThat(browser.find("#reload").isEnabled()).isFalse();
			assertThat(browser.findAll("#worker-rows tr")).hasSize(2);
		}
		finally {
			cluster.signal("CONT");
		}
		awaitText("#freshness", "Live");
		await("no trouble", () -> !browser.find("#trouble").isDisplayed());
		assertThat(browser.find("#reload").isEnabled()).isTrue();
		browser.complaints();
	}

	@ParameterizedTest
	@CsvSource({ "1360, light", "800, dark", "360, light", "360, dark" })
	void fitsAndCanBeRead(int width, String theme) {
		openDashboard();
		browser.show(width, 900, theme);
		awaitRows(2);
		assertThat(browser.<Long>script("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
		assertThat(browser.<List<String>>script("""
				const width = document.documentElement.clientWidth;
				return [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility()
					&& !element.closest('.visually-hidden, thead') && element.getBoundingClientRect().right > width + 1)
					.map((element) => element.outerHTML)""")).isEmpty();
		assertThat(browser.<List<String>>script(LOW_CONTRAST)).isEmpty();
		String page = browser.script("return getComputedStyle(document.body).backgroundColor");
		assertThat(page).isEqualTo(theme.equals("dark") ? "rgb(20, 24, 22)" : "rgb(246, 247, 245)");
		assertThat(browser.find("#reload").isDisplayed()).isTrue();
	}

	@Test
	void canBeUsedWithTheKeyboard() {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		openDashboard();
		awaitRows(2);
		await("buttons", () -> browser.find("#reload").isEnabled());
		List<String> reached = IntStream.range(0, 9).mapToObj((step) -> {
			browser.focused().sendKeys(Keys.TAB);
			WebElement focused = browser.focused();
			assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
			return focused.getAccessibleName();
		}).toList();
		assertThat(reached).startsWith("Scale…", "Reload…")
			.contains("Restart " + name(workers.get(0)), "Disconnect " + name(workers.get(0)),
					"Kill " + name(workers.get(1)), "History");
		browser.find("#reload").sendKeys(Keys.ENTER);
		assertThat(browser.find("#confirm").isDisplayed()).isTrue();
		browser.focused().sendKeys(Keys.ESCAPE);
		assertThat(browser.focused().getAttribute("id")).isEqualTo("reload");
	}

	@Test
	void worksBehindAProxy() {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		try (PrefixProxy proxy = new PrefixProxy("/apps/shop", cluster.port())) {
			browser.show(1360, 900, "light");
			browser.open(proxy.url(PATH));
			awaitRows(2);
			assertThat(pids()).containsExactlyElementsOf(workers.values().stream().map(Worker::pid).toList());
			// the page would go on asking the proxy
			browser.open("about:blank");
		}
	}

	/**
	 * The page that is sent then is looked at without a browser too.
	 */
	@Test
	@Tag("soak")
	void worksBehindAProxyAndWithOtherPathsAndSaysWhatItMayNot() {
		try (SampleCluster other = Sample.minimal()
			.workers(1)
			.arguments("--sample.admin-password=" + Sample.ADMIN_PASSWORD,
					"--management.endpoints.web.base-path=/manage",
					"--management.endpoints.web.path-mapping.clusterdashboard=ops/dashboard",
					"--management.endpoints.web.exposure.include=cluster,clusterdashboard")
			.start(); PrefixProxy proxy = new PrefixProxy("/apps/shop", other.port())) {
			Worker worker = other.awaitWorkers(1).get(0);
			browser.show(1360, 900, "light");
			browser.open(proxy.url("/manage/ops/dashboard"));
			awaitRows(1);
			assertThat(pids()).containsExactly(worker.pid());
			assertThat(browser.find("#operate").isDisplayed()).isFalse();
			assertThat(browser.findAll("[data-action]")).isEmpty();
			assertThat(browser.text("#read-only")).contains("management.endpoint.cluster.access=unrestricted");
			assertThat(browser.text("#history-note")).contains("clusterevents is not exposed");
		}
	}

	private static void openDashboard() {
		browser.show(1360, 900, "light");
		browser.open("http://127.0.0.1:" + cluster.port() + PATH);
	}

	private static void awaitRows(int count) {
		await(count + " rows", () -> browser.findAll("#worker-rows tr").size() == count);
	}

	private static void awaitText(String selector, String text) {
		await(text + " in " + selector, () -> browser.text(selector).contains(text));
	}

	/**
	 * The page looks for news each 2 s, and a question to a browser is not for free.
	 */
	private static void await(String what, BooleanSupplier condition) {
		cluster.await(what, SampleCluster.DEADLINE, Duration.ofMillis(250), condition);
	}

	private static JsonNode state() {
		return cluster.http().get("/actuator/cluster").json();
	}

	/**
	 * Whether there are so many rows, all of workers that listen.
	 */
	private static boolean isSettled(int count) {
		List<String> states = browser.script("""
				return [...document.querySelectorAll('#worker-rows .state')].map((state) => state.textContent)""");
		return states.size() == count && states.stream().allMatch("listening"::equals);
	}

	private static List<Long> pids() {
		return browser
			.script("""
					return [...document.querySelectorAll('#worker-rows [data-label=Pid]')].map((pid) => Number(pid.textContent))""");
	}

	private static String row(Worker worker) {
		return "#worker-rows tr[data-worker='%d']".formatted(worker.id());
	}

	private static String name(Worker worker) {
		return "worker %d (slot %d, pid %d)".formatted(worker.id(), worker.slot(), worker.pid());
	}

	private static void press(String selector, String question) {
		browser.find(selector).click();
		assertThat(browser.text("#confirm-title")).startsWith(question);
		browser.find("#confirm-yes").click();
		awaitText("#outcome", "accepted");
	}

	private static void scale(int workers) {
		browser.find("#scale").click();
		browser.find("#confirm-workers").clear();
		browser.find("#confirm-workers").sendKeys(Integer.toString(workers), Keys.ENTER);
		awaitText("#outcome", "accepted");
	}

	private static void takeScreenshots() {
		// else it would go after a while
		browser.script("document.getElementById('outcome').hidden = true");
		for (String theme : List.of("light", "dark")) {
			for (int width : List.of(1360, 360)) {
				browser.show(width, 600, theme);
				Long height = browser.script("return document.documentElement.scrollHeight");
				browser.show(width, height.intValue(), theme);
				browser.screenshot("dashboard-%s-%d.png".formatted(theme, width));
			}
		}
		browser.show(1360, 900, "light");
	}

}
