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

package io.github.clusterboot.doctor;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.provisioning.UserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.rememberme.InMemoryTokenRepositoryImpl;
import org.springframework.security.web.authentication.rememberme.JdbcTokenRepositoryImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecuritySearches}, with Spring Security as applications configure it.
 */
class SecuritySearchesTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Users.class);

	@Test
	void securityByItselfIsNoFinding() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> assertThat(findings(context)).isEmpty());
	}

	@Test
	void usersThatCanBeChanged() {
		this.runner.withUserConfiguration(Registration.class)
			.run((context) -> assertThat(findings(context)).containsExactly("in-memory-users [users]"));
	}

	@Test
	void usersThatAreOnlyRead() {
		this.runner.withUserConfiguration(Login.class).run((context) -> assertThat(findings(context)).isEmpty());
	}

	@Test
	void rememberMeWithTokensInMemory() {
		this.runner.withUserConfiguration(TokensInMemory.class)
			.run((context) -> assertThat(findings(context)).containsExactly("remember-me-tokens [chain]"));
		this.runner.withBean("tokens", InMemoryTokenRepositoryImpl.class)
			.run((context) -> assertThat(findings(context)).containsExactly("remember-me-tokens [tokens]"));
	}

	@Test
	void rememberMeWithTokensInADatabase() {
		this.runner.withUserConfiguration(TokensInDatabase.class)
			.run((context) -> assertThat(findings(context)).isEmpty());
	}

	@Test
	void rememberMeWithoutAKey() {
		this.runner.withUserConfiguration(RememberMe.class)
			.run((context) -> assertThat(findings(context)).containsExactly("remember-me-key [chain]"));
	}

	@Test
	void rememberMeWithAKey() {
		this.runner.withUserConfiguration(RememberMeWithKey.class)
			.withPropertyValues("app.key=secret")
			.run((context) -> assertThat(findings(context)).isEmpty());
		this.runner.withUserConfiguration(RememberMeWithKey.class)
			.withPropertyValues("app.key=" + UUID.randomUUID())
			.run((context) -> assertThat(findings(context)).as("one that looks made up").isEmpty());
	}

	@Test
	void sessionsOfOneWorker() {
		this.runner.withUserConfiguration(OneSession.class)
			.run((context) -> assertThat(findings(context)).containsExactly("session-registry [chain]"));
		this.runner.withBean("registry", SessionRegistryImpl.class)
			.run((context) -> assertThat(findings(context)).containsExactly("session-registry [registry]"));
	}

	private static List<String> findings(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed();
		ConfigurableApplicationContext application = context.getSourceApplicationContext();
		Beans beans = Beans.of(application.getBeanFactory(), application.getEnvironment(), 2);
		return Checks.ALL.stream()
			.flatMap((check) -> check.examine(beans).stream())
			.map((finding) -> finding.id() + " " + finding.beans())
			.toList();
	}

	/**
	 * Users in memory.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class Users {

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager();
		}

	}

	/**
	 * Form login and nothing else.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.formLogin(Customizer.withDefaults()).build();
		}

	}

	/**
	 * Adds users.
	 */
	static class Registration {

		private final UserDetailsManager users;

		@Autowired
		Registration(UserDetailsManager users) {
			this.users = users;
		}

	}

	/**
	 * Looks users up.
	 */
	static class Login {

		private final UserDetailsService users;

		@Autowired
		Login(UserDetailsService users) {
			this.users = users;
		}

	}

	/**
	 * Remember-me with tokens in memory.
	 */
	@Configuration(proxyBeanMethods = false)
	static class TokensInMemory {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.rememberMe((rememberMe) -> rememberMe.tokenRepository(new InMemoryTokenRepositoryImpl()))
				.build();
		}

	}

	/**
	 * Remember-me with tokens in a database.
	 */
	@Configuration(proxyBeanMethods = false)
	static class TokensInDatabase {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.rememberMe((rememberMe) -> rememberMe.tokenRepository(new JdbcTokenRepositoryImpl())).build();
		}

	}

	/**
	 * Remember-me as it is by default.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.rememberMe(Customizer.withDefaults()).build();
		}

	}

	/**
	 * Remember-me with a key.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RememberMeWithKey {

		@Bean
		SecurityFilterChain chain(HttpSecurity http, @Value("${app.key}") String key) {
			return http.rememberMe((rememberMe) -> rememberMe.key(key)).build();
		}

	}

	/**
	 * One session for each user.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OneSession {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.sessionManagement((session) -> session.maximumSessions(1)).build();
		}

	}

}
