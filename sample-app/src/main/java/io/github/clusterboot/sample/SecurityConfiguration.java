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

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.context.NullSecurityContextRepository;

/**
 * A login that every worker knows, as it is in the session. Only requests that have to do
 * with a session touch it; the others neither make one nor ask Redis for it.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	/**
	 * Whoever may reach the sample may read what it exposes, as before there was a login.
	 * Operating it takes the administrator. Its browsers send the password by themselves,
	 * but not with JSON from another site's page, which is all that the endpoints take.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain actuator(HttpSecurity http) {
		return withoutSession(http).securityMatcher(EndpointRequest.toAnyEndpoint())
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
				.permitAll()
				.requestMatchers(HttpMethod.HEAD)
				.permitAll()
				.anyRequest()
				.hasRole("ADMIN"))
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	/**
	 * What has to do with a session. The page asks with a script, so that the answers to
	 * the form are mere status codes. The token against cross-site requests is in a
	 * cookie: in the session it would make one for everybody who looks at the form.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain session(HttpSecurity http) {
		return http.securityMatcher("/api/visits", "/login", "/logout")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.formLogin((form) -> form.loginPage("/")
				.loginProcessingUrl("/login")
				.successHandler((request, response, login) -> response.setStatus(HttpServletResponse.SC_NO_CONTENT))
				.failureHandler(
						(request, response, failure) -> response.setStatus(HttpServletResponse.SC_UNAUTHORIZED)))
			.logout((logout) -> logout
				.logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.csrf(CsrfConfigurer::spa)
			.requestCache(RequestCacheConfigurer::disable)
			.build();
	}

	@Bean
	@Order(3)
	SecurityFilterChain everythingElse(HttpSecurity http) {
		return withoutSession(http).authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
	}

	/**
	 * The policy {@code STATELESS} makes no session either, but looks in Redis for that
	 * of every request which comes with a cookie.
	 */
	private static HttpSecurity withoutSession(HttpSecurity http) {
		return http.securityContext((context) -> context.securityContextRepository(new NullSecurityContextRepository()))
			.requestCache(RequestCacheConfigurer::disable)
			.csrf(CsrfConfigurer::disable);
	}

	/**
	 * A user for demonstration, whose password everybody may know, and an administrator
	 * if a password is given for one. It has to be the same in all workers, so none is
	 * made up here.
	 */
	@Bean
	UserDetailsService users(@Value("${sample.admin-password:#{null}}") @Nullable String adminPassword) {
		InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(
				User.withUsername("demo").password("{noop}demo").roles("USER").build());
		if (adminPassword != null) {
			users.createUser(
					User.withUsername("admin").password("{noop}" + adminPassword).roles("USER", "ADMIN").build());
		}
		return users;
	}

}
