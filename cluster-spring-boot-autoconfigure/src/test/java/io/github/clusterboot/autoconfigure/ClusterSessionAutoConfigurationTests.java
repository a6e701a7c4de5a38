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

package io.github.clusterboot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.session.EmbeddedRedisConnectionDetails;
import io.github.clusterboot.session.EmbeddedRedisMissingException;
import io.github.clusterboot.session.LenientSerializer;
import io.github.clusterboot.session.LocalRedis;
import io.github.clusterboot.session.MemorySessionListener;
import io.github.clusterboot.session.SessionsInMemory;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSessionAutoConfiguration},
 * {@link ClusterMemorySessionAutoConfiguration}, {@link MemorySessionsRegistrar} and
 * {@link EmbeddedRedisPostProcessor}.
 */
class ClusterSessionAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ClusterAutoConfiguration.class,
			ClusterSessionAutoConfiguration.class, ClusterSessionFallbackAutoConfiguration.class,
			ClusterMemorySessionAutoConfiguration.class, DataRedisAutoConfiguration.class,
			DataRedisReactiveAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
			SessionAutoConfiguration.class);

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(CONFIGURATIONS);

	private InJvmPrimary primary;

	private WebApplicationContextRunner worker;

	private Worker connection;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.connection = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> this.connection);
		answer((query) -> new Message.Redis(query.request(), 4711, "secret", null));
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.elsewhere.withPropertyValues("spring.data.redis.host=redis.example.com")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LenientSerializer.class)
				.doesNotHaveBean(EmbeddedRedisConnectionDetails.class)
				.hasSingleBean(RedisSessionRepository.class));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void elsewhereSessionsStayWithTheWebServerUnlessARedisAnswersWhereBootLooks(CapturedOutput output)
			throws IOException {
		for (String mode : List.of("auto", "true")) {
			Assumptions.assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
			this.elsewhere.withPropertyValues("cluster.session.embedded-redis=" + mode)
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(SessionRepositoryFilter.class)
					.doesNotHaveBean(RedisSessionRepository.class)
					.doesNotHaveBean(SessionsInMemory.class));
			assertThat(output.getOut()).contains("Sessions stay in the memory of this process: "
					+ "no Redis is configured and none answers on localhost:6379");
		}
		this.elsewhere.withPropertyValues("cluster.session.embedded-redis=false")
			.run((context) -> assertThat(context).hasSingleBean(RedisSessionRepository.class));
		try (ServerSocket redis = new ServerSocket()) {
			redis.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 6379));
			this.elsewhere.run((context) -> assertThat(context).hasSingleBean(RedisSessionRepository.class));
		}
	}

	@Test
	void whatIsDecidedAtRunTimeIsNotDecidedWhileTheApplicationIsProcessed() {
		this.elsewhere.withSystemProperties("spring.aot.processing=true")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisSessionRepository.class));
	}

	@Test
	void connectionFactoryOfTheApplicationIsUsedAsItIs() {
		RedisConnectionFactory own = Mockito.mock(RedisConnectionFactory.class);
		for (String name : List.of("own", "redisConnectionFactory")) {
			this.worker.withBean(name, RedisConnectionFactory.class, () -> own)
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(RedisSessionRepository.class)
					.doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
			this.worker.withPropertyValues("cluster.session.embedded-redis=true")
				.withBean(name, RedisConnectionFactory.class, () -> own)
				.run((context) -> assertThat(context).hasNotFailed());
		}
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void processedAheadOfTimeSessionsStayInMemoryWithoutAnyRedis() {
		missing();
		processed().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SessionRepositoryFilter.class);
			MapSessionRepository sessions = (MapSessionRepository) context.getBean("sessionRepository");
			assertThat(sessions.createSession().getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(7));
		});
	}

	@Test
	void processedAheadOfTimeSessionsGoToARedisThatIsThere() {
		processed().run((context) -> assertThat(context).hasSingleBean(EmbeddedRedisConnectionDetails.class)
			.hasSingleBean(RedisSessionRepository.class)
			.getBean("sessionRepository")
			.isInstanceOf(RedisSessionRepository.class));
		missing();
		processed().withPropertyValues("spring.data.redis.host=redis.example.com")
			.run((context) -> assertThat(context).getBean("sessionRepository")
				.isInstanceOf(RedisSessionRepository.class));
		processed().withBean("own", RedisConnectionFactory.class, () -> Mockito.mock(RedisConnectionFactory.class))
			.run((context) -> assertThat(context).getBean("sessionRepository")
				.isInstanceOf(RedisSessionRepository.class));
		processed()
			.withBean("own", DataRedisConnectionDetails.class, () -> new EmbeddedRedisConnectionDetails(1, "own"))
			.run((context) -> assertThat(context).getBean("sessionRepository")
				.isInstanceOf(RedisSessionRepository.class));
	}

	@Test
	void processedAheadOfTimeItIsAnErrorIfARedisHasToBeThere() {
		missing();
		processed().withPropertyValues("cluster.session.embedded-redis=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(EmbeddedRedisMissingException.class));
	}

	/**
	 * A worker whose beans were chosen before.
	 */
	private WebApplicationContextRunner processed() {
		return new WebApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class,
					ClusterSessionAutoConfiguration.class, DataRedisAutoConfiguration.class,
					SessionDataRedisAutoConfiguration.class, SessionAutoConfiguration.class))
			.withBean(Worker.class, () -> this.connection)
			.withPropertyValues("server.servlet.session.timeout=7m")
			.withSystemProperties("spring.aot.enabled=true");
	}

	@Test
	void backsOffWithoutSpringSession() {
		this.worker.withClassLoader(new FilteredClassLoader(RedisSessionRepository.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LenientSerializer.class));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void sessionsGoToTheRedisOfThePrimary() {
		this.worker.run((context) -> {
			assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
				.hasSingleBean(EmbeddedRedisConnectionDetails.class)
				.hasSingleBean(RedisSessionRepository.class);
			LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
			assertThat(factory.getHostName()).isEqualTo("127.0.0.1");
			assertThat(factory.getPort()).isEqualTo(4711);
			assertThat(factory.getPassword()).isEqualTo("secret");
		});
	}

	@Test
	void sessionsOfWebFluxGoToTheRedisOfThePrimary() {
		new ReactiveWebApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withConfiguration(CONFIGURATIONS)
			.withBean(Worker.class, () -> this.connection)
			.withUserConfiguration(Properties.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(EmbeddedRedisConnectionDetails.class)
				.hasSingleBean(ReactiveRedisSessionRepository.class));
	}

	@Test
	void redisThatIsConfiguredIsUsedAsItIs() {
		this.worker.withPropertyValues("spring.data.redis.host=redis.example.com")
			.run((context) -> assertThat(context.getBean(LettuceConnectionFactory.class).getHostName())
				.isEqualTo("redis.example.com"));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void redisThatIsConfiguredIsUsedAlsoWhereAnotherOneIsWanted() {
		this.worker
			.withPropertyValues("spring.data.redis.host=redis.example.com", "cluster.session.embedded-redis=true")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void connectionDetailsOfTheApplicationAreUsedAsTheyAre() {
		this.worker.withBean(DataRedisConnectionDetails.class, () -> new EmbeddedRedisConnectionDetails(1, "own"))
			.run((context) -> assertThat(context.getBean(LettuceConnectionFactory.class).getPassword())
				.isEqualTo("own"));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void whereNoneIsWantedNoneIsAskedFor() {
		this.worker.withPropertyValues("cluster.session.embedded-redis=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedRedisConnectionDetails.class)
				.hasSingleBean(RedisSessionRepository.class));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void whereSessionsDoNotGoToRedisNoneIsAskedFor() {
		new WebApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withInitializer((context) -> exclude(context, SessionDataRedisAutoConfiguration.class))
			.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class,
					ClusterSessionAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.withBean(Worker.class, () -> this.connection)
			.run((context) -> assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
				.doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
		this.worker.withBean(MapSessionRepository.class, () -> new MapSessionRepository(new HashMap<>()))
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void withoutAnyRedisSessionsStayWithTheWebServer() {
		missing();
		this.worker.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(SessionRepositoryFilter.class)
				.doesNotHaveBean(RedisSessionRepository.class)
				.hasSingleBean(SessionsInMemory.class)
				.hasSingleBean(MemorySessionListener.class);
			assertThat(context.getEnvironment().getProperty("management.health.redis.enabled")).isEqualTo("false");
		});
	}

	@Test
	void whereRedisIsSwitchedOffSessionsAreLeftToOthers() {
		missing();
		this.worker.withInitializer((context) -> exclude(context, DataRedisAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SessionsInMemory.class));
	}

	@Test
	void withoutARedisOfItsOwnThePrimarysKnowledgeOfAnotherOneCounts() {
		answer((query) -> new Message.Redis(query.request(), 6379, null, "there is none here"));
		this.worker.run((context) -> assertThat(context).hasSingleBean(RedisSessionRepository.class)
			.doesNotHaveBean(SessionsInMemory.class)
			.doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
	}

	@Test
	void sessionsThatTheApplicationItselfKeepsInRedisGoToThatOfThePrimary() {
		this.worker.withUserConfiguration(OwnRedisSessions.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(EmbeddedRedisConnectionDetails.class));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void sessionsThatTheApplicationItselfKeepsInRedisCannotGoElsewhere(CapturedOutput output) {
		missing();
		this.worker.withUserConfiguration(OwnRedisSessions.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionsInMemory.class));
		assertThat(output.getOut()).contains("Requests that need a session will fail");
	}

	@Test
	void withoutAnyRedisItIsAnErrorIfOneHasToBeThere() {
		missing();
		this.worker.withPropertyValues("cluster.session.embedded-redis=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(EmbeddedRedisMissingException.class,
						(failure) -> assertThat(failure.description()).contains("there is none here")));
	}

	@Test
	void requestsFailAtOnceWhileRedisIsAway() {
		this.worker.run(
				(context) -> assertThat(disconnectedBehavior(context)).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS));
	}

	@Test
	void serializerOfTheApplicationIsUsedAsItIs() {
		this.worker.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, RedisSerializer::json)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RedisSessionRepository.class)
				.doesNotHaveBean(LenientSerializer.class));
	}

	private static DisconnectedBehavior disconnectedBehavior(AssertableWebApplicationContext context) {
		return context.getBean(LettuceConnectionFactory.class)
			.getClientConfiguration()
			.getClientOptions()
			.orElseThrow()
			.getDisconnectedBehavior();
	}

	private void missing() {
		answer((query) -> new Message.Redis(query.request(), 0, null, "there is none here"));
	}

	private void answer(Function<Message.RedisQuery, Message> desk) {
		this.primary.answer((message) -> (message instanceof Message.RedisQuery query) ? desk.apply(query) : null);
	}

	private static void exclude(ConfigurableApplicationContext context, Class<?> configuration) {
		ConditionEvaluationReport.get(context.getBeanFactory()).recordExclusions(List.of(configuration.getName()));
	}

	/**
	 * Sessions that are not Boot's.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class OwnRedisSessions {

	}

	/**
	 * What a web server brings.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ServerProperties.class)
	static class Properties {

	}

}
