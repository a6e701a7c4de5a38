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

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.Mockito;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseFactoryBean;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.stereotype.Component;

import io.github.clusterboot.OncePerCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Checks}, {@link Searches}, {@link ScheduledMethods},
 * {@link ConnectionLimit} and {@link Beans}: what is found and what is not.
 */
class ChecksTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner();

	@Test
	void applicationWithoutStateHasNoFindings() {
		this.runner.withBean("name", String.class, () -> "value").run((context) -> assertThat(ids(context)).isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:h2:mem:test;PASSWORD=secret, in-memory-database, dataSource (jdbc:h2:mem:test)",
			"jdbc:h2:file:./test, locked-database, dataSource (jdbc:h2:file:./test)" })
	void databaseOfOneProcess(String url, String id, String bean) {
		this.runner.withBean("dataSource", DataSource.class, () -> new DriverManagerDataSource(url))
			.run((context) -> assertThat(findings(context)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo(id);
				assertThat(finding.beans()).containsExactly(bean);
			}));
	}

	@Test
	void embeddedDatabaseThatAFactoryMakes() {
		this.runner.withBean("database", EmbeddedDatabaseFactoryBean.class, ChecksTests::embeddedDatabase)
			.run((context) -> assertThat(beans("in-memory-database", context)).containsExactly("database"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/test", "jdbc:h2:tcp://localhost/test",
			"jdbc:h2:file:./test;AUTO_SERVER=TRUE" })
	void databaseThatIsShared(String url) {
		this.runner.withBean(DataSource.class, () -> new DriverManagerDataSource(url))
			.run((context) -> assertThat(ids(context)).isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://localhost/test, SHOW max_connections",
			"jdbc:mysql://localhost/test, SELECT @@max_connections",
			"jdbc:mariadb://localhost/test, SELECT @@max_connections" })
	void poolsThatAreTooLargeForTheDatabase(String url, String question) throws Exception {
		Connection connection = connection(question, 100);
		this.runner.withBean("pool", HikariDataSource.class, () -> pool(url, 20, connection)).run((context) -> {
			context.getBean(HikariDataSource.class).getConnection().close();
			assertThat(findings(context, 4)).as("5 x 20").isEmpty();
			assertThat(findings(context, 5)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("connection-limit");
				assertThat(finding.beans()).containsExactly("pool (6 x 20 connections, the database allows 100)");
			});
		});
	}

	@Test
	void poolThatNobodyHasUsedIsNotOpened() throws Exception {
		Connection connection = connection("SHOW max_connections", 1);
		this.runner.withBean(HikariDataSource.class, () -> pool("jdbc:postgresql://localhost/test", 20, connection))
			.run((context) -> {
				assertThat(findings(context, 5)).isEmpty();
				assertThat(context.getBean(HikariDataSource.class).isRunning()).isFalse();
				Mockito.verifyNoInteractions(connection);
			});
	}

	@Test
	void databaseThatDoesNotTellIsLeftAlone() throws Exception {
		Connection connection = connection("SHOW max_connections", 1);
		Mockito.when(connection.createStatement()).thenThrow(new SQLException("not now"));
		this.runner.withBean(HikariDataSource.class, () -> pool("jdbc:postgresql://localhost/test", 20, connection))
			.run((context) -> {
				context.getBean(HikariDataSource.class).getConnection().close();
				assertThat(findings(context, 5)).isEmpty();
			});
	}

	@Test
	void scheduledMethodsThatRunInEachWorker() {
		this.runner.withUserConfiguration(Scheduling.class, Jobs.class)
			.run((context) -> assertThat(beans("scheduled-methods", context))
				.containsExactly(getClass().getName() + "$Jobs.everyHour", getClass().getName() + "$Jobs.twice"));
	}

	@Test
	void scheduledMethodsThatRunInOneWorker() {
		this.runner.withUserConfiguration(Scheduling.class, GuardedJobs.class, GuardedBean.class)
			.run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void allThatIsScheduledRunsInOneWorker() {
		this.runner.withUserConfiguration(Scheduling.class, Jobs.class)
			.withPropertyValues("cluster.scheduling=once")
			.run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void scheduledMethodsThatNobodySchedules() {
		this.runner.withUserConfiguration(Jobs.class).run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void quartzInMemory() {
		JobDetail job = JobBuilder.newJob(Job.class).withIdentity("job").storeDurably().build();
		this.runner.withBean("scheduler", SchedulerFactoryBean.class, () -> scheduler(job))
			.run((context) -> assertThat(beans("quartz-jobs", context)).containsExactly("scheduler"));
		this.runner.withBean("scheduler", SchedulerFactoryBean.class, ChecksTests::scheduler)
			.run((context) -> assertThat(ids(context)).as("without jobs").isEmpty());
	}

	@Test
	void batchJobsThatRunAtTheStart() {
		String job = "org.springframework.batch.core.job.Job";
		new StubClasses().bean("org.springframework.boot.batch.autoconfigure.JobLauncherApplicationRunner")
			.bean(job)
			.runner()
			.run((context) -> assertThat(beans("batch-jobs", context)).containsExactly("job"));
		new StubClasses().bean(job).runner().run((context) -> assertThat(ids(context)).isEmpty());
	}

	@ParameterizedTest
	@CsvSource({
			"in-memory-job-repository, org.springframework.batch.core.repository.support.ResourcelessJobRepository",
			"oauth2-clients, org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService",
			"oauth2-authorizations, org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService",
			"rate-limiters, io.github.bucket4j.local.LocalBucket",
			"rate-limiters, com.google.common.util.concurrent.RateLimiter",
			"own-port, org.springframework.grpc.server.lifecycle.GrpcServerLifecycle",
			"embedded-broker, org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ",
			"embedded-broker, org.apache.activemq.broker.BrokerService" })
	void beanThatIsLocalToAWorker(String id, String type) {
		new StubClasses().bean(type).runner().run((context) -> assertThat(ids(context)).containsExactly(id));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.batch.core.repository.support.SimpleJobRepository",
			"org.springframework.security.oauth2.client.JdbcOAuth2AuthorizedClientService",
			"org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService",
			"io.github.bucket4j.distributed.BucketProxy",
			"org.springframework.boot.rsocket.context.RSocketServerBootstrap",
			"com.unboundid.ldap.listener.InMemoryDirectoryServer",
			"org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory" })
	void beanThatIsNot(String type) {
		new StubClasses().bean(type).runner().run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void resilienceThatIsUsed() {
		this.runner.withBean("limiters", RateLimiterRegistry.class, RateLimiterRegistry::ofDefaults)
			.withBean("bulkheads", BulkheadRegistry.class, BulkheadRegistry::ofDefaults)
			.withBean("breakers", CircuitBreakerRegistry.class, CircuitBreakerRegistry::ofDefaults)
			.run((context) -> {
				assertThat(ids(context)).as("nobody uses them").isEmpty();
				context.getBean(RateLimiterRegistry.class).rateLimiter("orders");
				context.getBean(BulkheadRegistry.class).bulkhead("orders");
				context.getBean(CircuitBreakerRegistry.class).circuitBreaker("orders");
				assertThat(beans("rate-limiters", context)).containsExactly("bulkheads", "limiters");
				assertThat(beans("circuit-breakers", context)).containsExactly("breakers");
			});
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.boot.rsocket.context.RSocketServerBootstrap, spring.rsocket.server.port",
			"com.unboundid.ldap.listener.InMemoryDirectoryServer, spring.ldap.embedded.port",
			"org.springframework.grpc.server.lifecycle.GrpcServerLifecycle, spring.grpc.server.port" })
	void portOfAServerOfItsOwn(String type, String property) {
		ApplicationContextRunner server = new StubClasses().bean(type).runner();
		server.withPropertyValues(property + "=7000")
			.run((context) -> assertThat(ids(context)).containsExactly("own-port"));
		server.withPropertyValues(property + "=0").run((context) -> assertThat(ids(context)).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "InProcessGrpcServerFactory", "NettyGrpcServerFactory" })
	void grpcServerWithoutAPortOfItsOwn(String type) throws Exception {
		StubClasses stubs = new StubClasses();
		Object factory = stubs.instance("org.springframework.grpc.server." + type);
		stubs.bean("org.springframework.grpc.server.lifecycle.GrpcServerLifecycle", Map.of("factory", factory))
			.runner()
			.run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void databaseServerOfH2() {
		this.runner.withBean("h2", Server.class, () -> Mockito.mock(Server.class))
			.run((context) -> assertThat(beans("own-port", context)).containsExactly("h2"));
	}

	@Test
	void kafkaStreams() {
		String type = "org.springframework.kafka.config.StreamsBuilderFactoryBean";
		Properties properties = new Properties();
		new StubClasses().bean(type, Map.of("streamsConfiguration", properties)).runner().run((context) -> {
			assertThat(beans("kafka-streams-directory", context)).containsExactly("streamsBuilderFactoryBean");
			properties.setProperty("state.dir", "/var/lib/app/0");
			assertThat(ids(context)).isEmpty();
		});
	}

	@Test
	void cachesThatAreKeptApart() {
		ApplicationContextRunner apart = this.runner.withPropertyValues("cluster.cache.evict=false");
		apart.withBean(ConcurrentMapCacheManager.class)
			.run((context) -> assertThat(ids(context)).containsExactly("separate-caches"));
		apart.withBean(NoOpCacheManager.class).run((context) -> assertThat(ids(context)).isEmpty());
		this.runner.withBean(ConcurrentMapCacheManager.class).run((context) -> assertThat(ids(context)).isEmpty());
	}

	@Test
	void nothingIsMadeByLookingAtIt() {
		this.runner.withUserConfiguration(Scheduling.class, LazyBeans.class).run((context) -> {
			assertThat(ids(context)).as("what types tell")
				.containsExactly("in-memory-database", "scheduled-methods", "own-port");
			assertThat(context.getSourceApplicationContext().getBeanFactory().getSingletonNames())
				.doesNotContain("dataSource", "database", "jobs");
		});
	}

	private static List<String> ids(AssertableApplicationContext context) {
		return findings(context).stream().map(Finding::id).toList();
	}

	private static List<String> beans(String id, AssertableApplicationContext context) {
		return findings(context).stream()
			.filter((finding) -> finding.id().equals(id))
			.flatMap((finding) -> finding.beans().stream())
			.toList();
	}

	private static List<Finding> findings(AssertableApplicationContext context) {
		return findings(context, 0);
	}

	private static List<Finding> findings(AssertableApplicationContext context, int workers) {
		assertThat(context).hasNotFailed();
		ConfigurableApplicationContext application = context.getSourceApplicationContext();
		Beans beans = Beans.of(application.getBeanFactory(), application.getEnvironment(), workers);
		return Checks.ALL.stream().flatMap((check) -> check.examine(beans).stream()).toList();
	}

	private static EmbeddedDatabaseFactoryBean embeddedDatabase() {
		EmbeddedDatabaseFactoryBean database = new EmbeddedDatabaseFactoryBean();
		database.setDatabaseType(EmbeddedDatabaseType.H2);
		return database;
	}

	private static HikariDataSource pool(String url, int size, Connection connection) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setMaximumPoolSize(size);
		pool.setMinimumIdle(1);
		DataSource driver = Mockito.mock(DataSource.class);
		try {
			Mockito.when(driver.getConnection()).thenReturn(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		pool.setDataSource(driver);
		return pool;
	}

	private static Connection connection(String question, int answer) throws SQLException {
		Connection connection = Mockito.mock(Connection.class, Answers.RETURNS_DEEP_STUBS);
		Mockito.when(connection.isValid(Mockito.anyInt())).thenReturn(true);
		Mockito.when(connection.createStatement().executeQuery(question).next()).thenReturn(true);
		Mockito.when(connection.createStatement().executeQuery(question).getInt(1)).thenReturn(answer);
		Mockito.clearInvocations(connection);
		return connection;
	}

	private static SchedulerFactoryBean scheduler(JobDetail... jobs) {
		SchedulerFactoryBean scheduler = new SchedulerFactoryBean();
		scheduler.setAutoStartup(false);
		scheduler.setJobDetails(jobs);
		return scheduler;
	}

	/**
	 * Switches scheduling on.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	/**
	 * Jobs that run in each worker.
	 */
	@Component
	static class Jobs {

		@Scheduled(fixedRate = 3600_000)
		void everyHour() {
		}

		@Scheduled(fixedRate = 3600_000)
		@Scheduled(cron = "0 0 0 * * *")
		void twice() {
		}

		@OncePerCluster
		@Scheduled(fixedRate = 3600_000)
		void once() {
		}

		void never() {
		}

	}

	/**
	 * Jobs that run in the leader.
	 */
	@Component
	@OncePerCluster
	static class GuardedJobs {

		@Scheduled(fixedRate = 3600_000)
		void everyHour() {
		}

	}

	/**
	 * A bean whose jobs run in the leader.
	 */
	@Configuration(proxyBeanMethods = false)
	static class GuardedBean {

		@Bean
		@OncePerCluster
		Jobs jobs() {
			return new Jobs();
		}

	}

	/**
	 * Beans that nobody has asked for.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LazyBeans {

		@Bean
		@Lazy
		DataSource dataSource() {
			throw new AssertionError("made");
		}

		@Bean
		@Lazy
		EmbeddedDatabaseFactoryBean database() {
			throw new AssertionError("made");
		}

		@Bean
		@Lazy
		Jobs jobs() {
			throw new AssertionError("made");
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Server server() {
			throw new AssertionError("made");
		}

	}

}
