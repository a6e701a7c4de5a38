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
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.event.Level;

/**
 * The table of what is looked for.
 */
final class Checks {

	private static final String JDBC = "org.springframework.jdbc.datasource.embedded.";

	private static final String SECURITY = "org.springframework.security.";

	private static final String SESSION_REGISTRY = SECURITY + "core.session.SessionRegistryImpl";

	private static final String TOKENS = SECURITY + "web.authentication.rememberme.InMemoryTokenRepositoryImpl";

	private static final String OAUTH2 = SECURITY + "oauth2.";

	private static final String RESILIENCE4J = "io.github.resilience4j.";

	static final List<Check> ALL = List.of(
			warn("in-memory-database",
					"each worker has a database of its own in its memory: what one has written the others do not "
							+ "find, and it is gone when its worker is replaced",
					"a database that is a server, or cluster.workers=1 or cluster.enabled=false",
					Searches.any(Searches.databases(DatabaseSharing.IN_MEMORY),
							Searches.types(JDBC + "EmbeddedDatabase", JDBC + "EmbeddedDatabaseFactory"))),
			warn("locked-database",
					"one process locks the files of the database: a second worker would not be started, and a "
							+ "reload fails",
					"a database that is a server; for H2 ;AUTO_SERVER=TRUE in the URL",
					Searches.databases(DatabaseSharing.LOCKED)),
			warn("connection-limit",
					"the pools of all workers, and of one more during a reload, may have more connections than the "
							+ "database allows",
					"smaller pools (spring.datasource.hikari.maximum-pool-size) or a higher limit",
					ConnectionLimit::exceeded),
			info("scheduled-methods", "each worker runs them",
					"@OncePerCluster on those that are to run once, or cluster.scheduling=once",
					ScheduledMethods::find),
			warn("quartz-jobs",
					"each worker runs all jobs of the scheduler, as their schedulers do not know each other",
					"spring.quartz.job-store-type=jdbc with "
							+ "spring.quartz.properties.org.quartz.jobStore.isClustered=true",
					Searches::quartz),
			warn("batch-jobs", "each worker runs them when it starts, and its replacement does so again",
					"spring.batch.job.enabled=false, and a runner with @OncePerCluster that starts them",
					Searches::jobsAtStart),
			info("in-memory-job-repository",
					"what one worker knows of its jobs the others do not: their state, and how to stop them",
					"a job repository in a database (spring-boot-starter-batch-jdbc)",
					Searches.types("org.springframework.batch.core.repository.support.ResourcelessJobRepository")),
			info("in-memory-users", "a user whom one worker has added or changed is not so in the others",
					"users in a database, such as by JdbcUserDetailsManager", SecuritySearches::changeableUsers),
			warn("remember-me-tokens", "what one worker remembers of a user the others do not: they ask for a login",
					"JdbcTokenRepositoryImpl",
					Searches.any(Searches.types(TOKENS),
							SecuritySearches.inFilters("rememberMeServices.tokenRepository", TOKENS))),
			warn("remember-me-key", "each worker has made up its own: cookies of the others are refused",
					"a key that is set: rememberMe((rememberMe) -> rememberMe.key(...))", SecuritySearches::madeUpKeys),
			warn("session-registry",
					"each worker knows only the sessions that it has begun itself: a limit on the "
							+ "sessions of a user does not hold, and they cannot be ended",
					"SpringSessionBackedSessionRegistry, with spring.session.data.redis.repository-type=indexed",
					Searches.any(Searches.types(SESSION_REGISTRY),
							SecuritySearches.inFilters("sessionRegistry", SESSION_REGISTRY))),
			info("oauth2-clients", "the access tokens that one worker has got for a user the others do not have",
					"JdbcOAuth2AuthorizedClientService, or HttpSessionOAuth2AuthorizedClientRepository",
					Searches.types(OAUTH2 + "client.InMemoryOAuth2AuthorizedClientService")),
			warn("oauth2-authorizations", "a token or code that one worker has issued the others do not know",
					"JdbcOAuth2AuthorizationService",
					Searches.types(OAUTH2 + "server.authorization.InMemoryOAuth2AuthorizationService",
							OAUTH2 + "server.authorization.InMemoryOAuth2AuthorizationConsentService")),
			info("rate-limiters", "each worker allows the whole of what they limit",
					"a share of the limit for each worker, or a limiter with a shared store",
					Searches.any(Searches.filled(RESILIENCE4J + "ratelimiter.RateLimiterRegistry", "allRateLimiters"),
							Searches.filled(RESILIENCE4J + "bulkhead.BulkheadRegistry", "allBulkheads"),
							Searches.types("io.github.bucket4j.local.LocalBucket",
									"com.google.common.util.concurrent.RateLimiter"))),
			info("circuit-breakers", "each worker counts failures, and opens and closes them, by itself",
					"nothing, where that is fine; else thresholds for the calls of one worker",
					Searches.filled(RESILIENCE4J + "circuitbreaker.CircuitBreakerRegistry", "allCircuitBreakers")),
			warn("own-port", "these open a port that only one worker can have",
					"port 0, where clients can find it, or a process of its own for the server",
					Searches.any(Searches::grpcServers, Searches.types("org.h2.tools.Server"),
							Searches.servers("org.springframework.boot.rsocket.context.RSocketServerBootstrap",
									"spring.rsocket.server.port", 0),
							Searches.servers("com.unboundid.ldap.listener.InMemoryDirectoryServer",
									"spring.ldap.embedded.port", 0))),
			warn("embedded-broker", "each worker has a message broker of its own", "a broker that is a server",
					Searches.types("org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ",
							"org.apache.activemq.broker.BrokerService")),
			info("kafka-streams-directory",
					"all workers have one directory for state, which one process locks if the topology has state",
					"a directory for each: spring.kafka.streams.state-dir=/var/lib/app/${cluster.worker.slot:0}",
					Searches::streamsInOneDirectory),
			info("separate-caches", "what one worker changes in a cache stays as it was in the others",
					"cluster.cache.evict=true, or a cache that is a server (spring.cache.type=redis)",
					Searches::separateCaches));

	private Checks() {
	}

	private static Check warn(String id, String reason, String wayOut, Function<Beans, Stream<String>> search) {
		return new Check(id, Level.WARN, reason, wayOut, search);
	}

	private static Check info(String id, String reason, String wayOut, Function<Beans, Stream<String>> search) {
		return new Check(id, Level.INFO, reason, wayOut, search);
	}

}
