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

package io.github.clusterboot.sample;

import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.ResultActions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * Tests for the controllers, as they are in a worker.
 */
@WebMvcTest
@Import({ CachedValue.class, CurrentWorker.class, SecurityConfiguration.class })
@TestPropertySource(properties = { "cluster.worker.id=3", "cluster.worker.slot=0" })
class ControllerTests {

	@Autowired
	private MockMvc mvc;

	@MockitoBean
	private JvmHalt jvm;

	@Test
	void workerTellsWhoAnswers() throws Exception {
		this.mvc.perform(get("/api/worker"))
			.andExpect(status().isOk())
			.andExpect(jsonPath("$.id").value(3))
			.andExpect(jsonPath("$.slot").value(0))
			.andExpect(jsonPath("$.pid").value(ProcessHandle.current().pid()))
			.andExpect(jsonPath("$.uptime").value(Matchers.matchesRegex("PT[0-9HMS]+")));
	}

	@Test
	void messagesAreAnswered() throws Exception {
		MvcResult answer = this.mvc.perform(post("/api/messages/1").content("hello")).andReturn();
		this.mvc.perform(asyncDispatch(answer)).andExpect(jsonPath("$.pid").value(ProcessHandle.current().pid()));
		this.mvc.perform(get("/api/messages")).andExpect(jsonPath("$.notes[0]").value("from worker 1: hello"));
		MvcResult failure = this.mvc.perform(post("/api/messages/2").content("hello")).andReturn();
		this.mvc.perform(asyncDispatch(failure))
			.andExpect(status().isConflict())
			.andExpect(content().string("There is no worker 2 that receives"));
	}

	@Test
	void visitsAreCountedInTheSession() throws Exception {
		MockHttpSession session = new MockHttpSession();
		for (int visits = 1; visits <= 3; visits++) {
			this.mvc.perform(get("/api/visits").session(session))
				.andExpect(content().json("{\"visits\": %d, \"worker\": 3}".formatted(visits)));
		}
		this.mvc.perform(get("/api/visits")).andExpect(jsonPath("$.visits").value(1));
	}

	@Test
	void visitsTellWhoIsLoggedIn() throws Exception {
		MockHttpSession session = new MockHttpSession();
		this.mvc.perform(get("/api/visits").session(session)).andExpect(jsonPath("$.user").value(Matchers.nullValue()));
		logIn(session, "demo").andExpect(status().isNoContent());
		this.mvc.perform(get("/api/visits").session(session))
			.andExpect(jsonPath("$.user").value("demo"))
			.andExpect(jsonPath("$.visits").value(2));
		this.mvc.perform(post("/logout").session(session).with(csrf())).andExpect(status().isNoContent());
		assertThat(session.isInvalid()).isTrue();
	}

	@Test
	void visitsShowOnlyTheBeginningOfTheSessionId() throws Exception {
		this.mvc.perform(get("/api/visits").session(new MockHttpSession(null, "0123456789abcdef")))
			.andExpect(jsonPath("$.session").value("01234567"));
	}

	@Test
	void logInTakesThePassword() throws Exception {
		logIn(new MockHttpSession(), "guess").andExpect(status().isUnauthorized());
	}

	@Test
	void logInTakesAToken() throws Exception {
		this.mvc.perform(post("/login").param("username", "demo").param("password", "demo"))
			.andExpect(status().isForbidden());
	}

	@Test
	void logInChangesTheIdOfTheSession() throws Exception {
		MockHttpSession session = new MockHttpSession();
		String before = session.getId();
		logIn(session, "demo");
		assertThat(session.getId()).isNotEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/app.js", "/api/worker", "/api/sessions", "/api/slow?millis=0", "/api/bytes" })
	void onlyVisitsMakeASession(String uri) throws Exception {
		assertThat(this.mvc.perform(get(uri)).andReturn().getRequest().getSession(false)).isNull();
	}

	private ResultActions logIn(MockHttpSession session, String password) throws Exception {
		return this.mvc.perform(
				post("/login").session(session).param("username", "demo").param("password", password).with(csrf()));
	}

	@Test
	void sessionsAreNotSharedWithoutRepository() throws Exception {
		this.mvc.perform(get("/api/sessions")).andExpect(jsonPath("$.shared").value(false));
	}

	@Test
	void crashAnswersAndThenHaltsWithOne() throws Exception {
		this.mvc.perform(post("/api/crash"))
			.andExpect(status().isAccepted())
			.andExpect(content().contentTypeCompatibleWith(MediaType.APPLICATION_JSON))
			.andExpect(jsonPath("$.worker").value(3))
			.andExpect(jsonPath("$.code").value(1));
		then(this.jvm).should().halt(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 137, 255 })
	void crashHaltsWithGivenCode(int code) throws Exception {
		this.mvc.perform(post("/api/crash").queryParam("code", String.valueOf(code))).andExpect(status().isAccepted());
		then(this.jvm).should().halt(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "256", "many" })
	void crashRefusesOtherCodes(String code) throws Exception {
		this.mvc.perform(post("/api/crash").queryParam("code", code)).andExpect(status().isBadRequest());
		then(this.jvm).should(never()).halt(anyInt());
	}

	@Test
	void crashTellsWhichCodesAreAllowed() throws Exception {
		this.mvc.perform(post("/api/crash").queryParam("code", "256"))
			.andExpect(jsonPath("$.detail").value("'code' must be from 0 to 255"));
	}

	@Test
	void crashIsNotForGet() throws Exception {
		this.mvc.perform(get("/api/crash")).andExpect(status().isMethodNotAllowed());
		then(this.jvm).should(never()).halt(anyInt());
	}

	@Test
	void slowAnswers() throws Exception {
		this.mvc.perform(get("/api/slow").queryParam("millis", "1"))
			.andExpect(content().json("{\"millis\": 1, \"worker\": 3}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "60001", "long" })
	void slowIsBounded(String millis) throws Exception {
		this.mvc.perform(get("/api/slow").queryParam("millis", millis)).andExpect(status().isBadRequest());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 8192, 20_000 })
	void bytesSendsThatMany(int size) throws Exception {
		this.mvc.perform(get("/api/bytes").queryParam("size", String.valueOf(size)))
			.andExpect(header().longValue("Content-Length", size))
			.andExpect(content().bytes(new byte[size]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "1073741825", "huge" })
	void bytesIsBounded(String size) throws Exception {
		this.mvc.perform(get("/api/bytes").queryParam("size", size)).andExpect(status().isBadRequest());
	}

	@Test
	void bytesReceivesAnUpload() throws Exception {
		this.mvc.perform(post("/api/bytes").content(new byte[20_000]))
			.andExpect(content().json("{\"size\": 20000, \"worker\": 3}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/worker?close", "/api/worker?a=b&close=true" })
	void closeEndsTheConnection(String uri) throws Exception {
		this.mvc.perform(get(uri)).andExpect(header().string("Connection", "close"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/worker", "/api/worker?a=close" })
	void connectionIsKeptOtherwise(String uri) throws Exception {
		this.mvc.perform(get(uri)).andExpect(header().doesNotExist("Connection"));
	}

}
