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

package io.github.clusterboot.session;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.cluster.ClusterClientOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.data.redis.config.annotation.SpringSessionRedisConnectionFactory;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.redis.AnsweringPort;
import io.github.clusterboot.redis.LocalRedis;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSessionAutoConfiguration} and
 * {@link ClusterSessionRedisAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterSessionAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ClusterAutoConfiguration.class,
			ClusterSessionAutoConfiguration.class, DataRedisAutoConfiguration.class,
			DataRedisReactiveAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
			SessionAutoConfiguration.class, DataRedisHealthContributorAutoConfiguration.class,
			DataRedisReactiveHealthContributorAutoConfiguration.class);

	private final WebApplicationContextRunner withoutStarter = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(CONFIGURATIONS);

	private final WebApplicationContextRunner elsewhere = this.withoutStarter
		.withPropertyValues(RedisProperties.OF_STARTER + "=true");

	private final RedisConnectionFactory own = Mockito.mock(RedisConnectionFactory.class);

	private InJvmPrimary primary;

	private WebApplicationContextRunner worker;

	private WebApplicationContextRunner workerWithoutStarter;

	private Worker connection;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.connection = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> this.connection);
		this.workerWithoutStarter = this.withoutStarter.withBean(Worker.class, () -> this.connection);
		answer((query) -> new Message.Redis(query.request(), 4711, "secret", null));
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void connectionsOfAProcessThatIsNoWorkerStayAsTheyAre() {
		this.elsewhere.withPropertyValues("spring.data.redis.host=redis.example.com").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(LenientSerializer.class);
			assertThat(connections(context)).isSameAs(context.getBean(RedisConnectionFactory.class));
		});
	}

	@Test
	void elsewhereSessionsStayWithTheWebServerUnlessARedisAnswersWhereBootLooks(CapturedOutput output)
			throws IOException {
		Assumptions.assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
		for (String mode : List.of("auto", "true")) {
			this.elsewhere.withPropertyValues("cluster.session.embedded-redis=" + mode)
				.run((context) -> assertThat(isFiltered(context)).isFalse());
			assertThat(output.getOut()).containsPattern("INFO .*Sessions stay in the memory of this process: "
					+ "no Redis is configured and none answers on localhost:6379");
		}
		this.elsewhere.withPropertyValues("cluster.session.embedded-redis=false")
			.run((context) -> assertThat(isFiltered(context)).isTrue());
		try (AnsweringPort redis = new AnsweringPort(LocalRedis.PORT, "+PONG\r\n")) {
			this.elsewhere.run((context) -> assertThat(isFiltered(context)).isTrue());
		}
	}

	@Test
	void sessionsAloneGoToTheRedisOfThePrimary() {
		this.worker.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisConnectionFactory.class);
			LettuceConnectionFactory ofSessions = connections(context);
			assertThat(ofSessions.getHostName()).isEqualTo("127.0.0.1");
			assertThat(ofSessions.getPort()).isEqualTo(4711);
			assertThat(ofSessions.getPassword()).isEqualTo("secret");
			assertThat(isFiltered(context)).isTrue();
			LettuceConnectionFactory ofApplication = context.getBean(LettuceConnectionFactory.class);
			assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory()).isSameAs(ofApplication);
			assertThat(ofApplication.getHostName()).isEqualTo("localhost");
			assertThat(ofApplication.getPort()).isEqualTo(6379);
			assertThat(ofApplication.getPassword()).isNull();
			expectSoonRejected(ofSessions);
			expectUntouched(ofApplication);
			assertThat(health(context)).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void elsewhereRedisThatTheApplicationHasChosenItselfIsLeftAlone(CapturedOutput output) {
		Assumptions.assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
		for (String mode : List.of("auto", "true", "false")) {
			this.withoutStarter.withPropertyValues("cluster.session.embedded-redis=" + mode).run((context) -> {
				assertThat(isFiltered(context)).isTrue();
				assertThat(connections(context)).isSameAs(context.getBean(RedisConnectionFactory.class));
				assertThat(context.getBean("redisHealthContributor"))
					.isInstanceOf(DataRedisReactiveHealthIndicator.class);
			});
		}
		this.withoutStarter.withUserConfiguration(OwnRedisSessions.class)
			.run((context) -> assertThat(isFiltered(context)).isTrue());
		assertThat(output.getOut()).doesNotContain("Sessions stay").doesNotContain("Requests that need a session");
	}

	@Test
	void sessionsOfAnApplicationThatHasChosenRedisItselfNeverStayInTheMemoryOfAWorker(CapturedOutput output) {
		missing();
		for (int worker = 0; worker < 2; worker++) {
			this.workerWithoutStarter.run((context) -> {
				assertThat(isFiltered(context)).isTrue();
				assertThat(connections(context).getPort()).isEqualTo(6379);
				expectSoonRejected(connections(context));
				assertThat(context.getBean("redisHealthContributor"))
					.isInstanceOf(DataRedisReactiveHealthIndicator.class);
			});
		}
		assertThat(output.getOut()).containsOnlyOnce("Requests that need a session fail until a Redis answers");
	}

	@Test
	void sessionsOfAnApplicationThatHasChosenRedisItselfGoToTheRedisOfThePrimaryIfThereIsOne() {
		this.workerWithoutStarter.run((context) -> assertThat(connections(context).getPort()).isEqualTo(4711));
	}

	@Test
	void sessionsHaveConnectionsOfTheirOwnAlsoIfSomebodyWrapsThoseOfBoot() {
		this.worker.withBean(WrappingPostProcessor.class).run((context) -> {
			assertThat(context.getBean(RedisConnectionFactory.class)).isNotInstanceOf(LettuceConnectionFactory.class);
			assertThat(connections(context).getPort()).isEqualTo(4711);
			assertThat(connections(context).getPassword()).isEqualTo("secret");
			expectSoonRejected(connections(context));
		});
	}

	@Test
	void connectionsOfSessionsEndWithTheApplication() {
		List<LettuceConnectionFactory> factories = new ArrayList<>();
		this.worker.run((context) -> factories.add(connections(context)));
		assertThat(factories.get(0).isRunning()).isFalse();
	}

	@Test
	void sessionsOfWebFluxGoToTheRedisOfThePrimary() {
		reactive().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisConnectionFactory.class);
			ReactiveRedisSessionRepository sessions = context.getBean(ReactiveRedisSessionRepository.class);
			assertThat(sessions.getSessionRedisOperations()).extracting("connectionFactory.port").isEqualTo(4711);
			assertThat(context.getBean("webSessionManager")).extracting("sessionStore")
				.isInstanceOf(SpringSessionWebSessionStore.class);
		});
	}

	@Test
	void sessionsOfWebFluxStayInMemoryWithoutAnyRedis() {
		missing();
		reactive().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).hasSingleBean(ReactiveMapSessionRepository.class)
				.doesNotHaveBean(ReactiveRedisSessionRepository.class)
				.doesNotHaveBean("webSessionManager");
		});
	}

	private ReactiveWebApplicationContextRunner reactive() {
		return new ReactiveWebApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withConfiguration(CONFIGURATIONS)
			.withPropertyValues(RedisProperties.OF_STARTER + "=true")
			.withBean(Worker.class, () -> this.connection)
			.withUserConfiguration(Properties.class);
	}

	@Test
	void sessionsHaveConnectionsOfTheirOwnToTheRedisThatIsConfigured() {
		for (String mode : List.of("auto", "true", "false")) {
			this.worker
				.withPropertyValues("cluster.session.embedded-redis=" + mode,
						"spring.data.redis.host=redis.example.com", "spring.data.redis.password=known",
						"spring.data.redis.database=3", "spring.data.redis.lettuce.pool.enabled=true",
						"spring.data.redis.ssl.enabled=true")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					LettuceConnectionFactory ofSessions = connections(context);
					LettuceConnectionFactory ofApplication = context.getBean(LettuceConnectionFactory.class);
					assertThat(ofSessions).isNotSameAs(ofApplication);
					assertThat(ofSessions.getHostName()).isEqualTo("redis.example.com");
					assertThat(ofSessions.getPassword()).isEqualTo("known");
					assertThat(ofSessions.getDatabase()).isEqualTo(3);
					assertThat(ofSessions.isUseSsl()).isTrue();
					assertThat(ofSessions.getClientConfiguration())
						.isInstanceOf(LettucePoolingClientConfiguration.class);
					expectSoonRejected(ofSessions);
					expectUntouched(ofApplication);
					assertThat(context.getBean("redisHealthContributor")).extracting("connectionFactory")
						.isSameAs(ofApplication);
				});
		}
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void sessionsFollowBootToSentinelsAndClusters() {
		this.worker
			.withPropertyValues("spring.data.redis.sentinel.master=main", "spring.data.redis.sentinel.nodes=a:1,b:2")
			.run((context) -> assertThat(connections(context).getSentinelConfiguration()).isNotNull());
		this.worker.withPropertyValues("spring.data.redis.cluster.nodes=a:1,b:2").run((context) -> {
			assertThat(connections(context).getClusterConfiguration()).isNotNull();
			assertThat(connections(context).getClientConfiguration().getClientOptions().orElseThrow())
				.isInstanceOf(ClusterClientOptions.class);
			expectSoonRejected(connections(context));
		});
		this.worker.withPropertyValues("spring.data.redis.masterreplica.nodes=a:1,b:2")
			.run((context) -> assertThat(connections(context)).isSameAs(context.getBean(RedisConnectionFactory.class)));
	}

	@Test
	void whatTheApplicationHasChosenForItsClientHoldsForSessionsToo() {
		this.worker.withPropertyValues("spring.data.redis.host=redis.example.com")
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (options) -> options.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS))
			.run((context) -> assertThat(disconnectedBehavior(connections(context)))
				.isEqualTo(DisconnectedBehavior.ACCEPT_COMMANDS));
	}

	@Test
	void connectionFactoryOfTheApplicationIsUsedAsItIs() {
		for (String name : List.of("own", "redisConnectionFactory")) {
			for (String mode : List.of("auto", "true")) {
				this.worker.withPropertyValues("cluster.session.embedded-redis=" + mode)
					.withBean(name, RedisConnectionFactory.class, () -> this.own)
					.run((context) -> assertThat(factory(context)).isSameAs(this.own));
			}
		}
		this.worker.withUserConfiguration(OwnSessionConnections.class)
			.run((context) -> assertThat(factory(context)).isSameAs(context.getBean("ofSessions")));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void connectionFactoryOfAnotherAutoConfigurationIsUsedAsItIs() {
		this.worker.withConfiguration(AutoConfigurations.of(OtherClientAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisConnectionFactory.class);
			assertThat(factory(context)).isSameAs(context.getBean("ofOtherClient"));
		});
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void reportOfConditionsHasNoPassword() {
		this.worker.run((context) -> {
			StringBuilder report = new StringBuilder();
			ConditionEvaluationReport.get(context.getBeanFactory())
				.getConditionAndOutcomesBySource()
				.values()
				.forEach((outcomes) -> outcomes.forEach((each) -> report.append(each.getOutcome().getMessage())));
			assertThat(report.toString()).contains("4711").doesNotContain("secret");
		});
	}

	@Test
	void connectionDetailsOfTheApplicationAreUsedAsTheyAre() {
		this.worker.withBean(DataRedisConnectionDetails.class, OwnConnectionDetails::new).run((context) -> {
			assertThat(connections(context)).isSameAs(context.getBean(RedisConnectionFactory.class));
			assertThat(connections(context).getHostName()).isEqualTo("own.example.com");
		});
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void backsOffWithoutSpringSession() {
		this.worker.withClassLoader(new FilteredClassLoader(RedisSessionRepository.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LenientSerializer.class)
				.doesNotHaveBean(SessionRedis.class));
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void withoutLettuceAttributesThatCannotBeReadAreLeftOutAllTheSame() {
		this.worker.withClassLoader(new FilteredClassLoader("reactor", "io.lettuce"))
			.withBean(RedisConnectionFactory.class, () -> this.own)
			.withPropertyValues("cluster.session.embedded-redis=true")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(SessionRedis.class)
					.hasSingleBean(LenientSerializer.class);
				assertThat(factory(context)).isSameAs(this.own);
			});
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void whereNoneIsWantedNoneIsAskedFor() {
		this.worker.withPropertyValues("cluster.session.embedded-redis=false").run((context) -> {
			assertThat(connections(context).getPort()).isEqualTo(6379);
			expectSoonRejected(connections(context));
			assertThat(isFiltered(context)).isTrue();
		});
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void whereSessionsDoNotGoToRedisNoneIsAskedFor() {
		for (String mode : List.of("auto", "true")) {
			this.workerWithoutStarter.withPropertyValues("cluster.session.embedded-redis=" + mode)
				.withBean(MapSessionRepository.class, () -> new MapSessionRepository(new HashMap<>()))
				.run((context) -> assertThat(context).hasNotFailed()
					.getBean("redisHealthContributor")
					.isInstanceOf(DataRedisReactiveHealthIndicator.class));
		}
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void whereSessionsAreElsewhereTheOneOfTheStarterIsNotAskedFor() {
		for (String mode : List.of("auto", "true")) {
			this.worker.withPropertyValues("cluster.session.embedded-redis=" + mode)
				.withBean(MapSessionRepository.class, () -> new MapSessionRepository(new HashMap<>()))
				.run((context) -> assertThat(context).hasNotFailed());
		}
		this.primary.awaitMessage(Message.RedisQuery.class, 0);
	}

	@Test
	void redisThatOnlyTheStarterBringsHasNoHealthWhereNobodyUsesIt() {
		Assumptions.assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
		for (String mode : List.of("auto", "false")) {
			this.elsewhere.withPropertyValues("cluster.session.embedded-redis=" + mode)
				.withBean(MapSessionRepository.class, () -> new MapSessionRepository(new HashMap<>()))
				.run((context) -> assertThat(health(context)).isEqualTo(Status.UNKNOWN));
		}
	}

	@Test
	void withoutAnyRedisSessionsStayWithTheWebServer(CapturedOutput output) {
		missing();
		this.worker.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(isFiltered(context)).isFalse();
			assertThat(health(context)).isEqualTo(Status.UNKNOWN);
		});
		assertThat(output.getOut())
			.containsPattern("WARN .*Sessions stay in the memory of each worker, where no other one "
					+ "finds them: no Redis is configured and there is none here");
		this.worker.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).containsOnlyOnce("Sessions stay in the memory of each worker");
	}

	@Test
	void withoutARedisOfItsOwnThePrimarysKnowledgeOfAnotherOneCounts() {
		answer((query) -> new Message.Redis(query.request(), 6379, null, "one answers already"));
		for (String mode : List.of("auto", "true")) {
			this.worker.withPropertyValues("cluster.session.embedded-redis=" + mode).run((context) -> {
				assertThat(isFiltered(context)).isTrue();
				assertThat(connections(context).getPort()).isEqualTo(6379);
				expectSoonRejected(connections(context));
				assertThat(context.getBean("redisHealthContributor"))
					.isInstanceOf(DataRedisReactiveHealthIndicator.class);
			});
		}
	}

	@Test
	void sessionsThatTheApplicationItselfKeepsInRedisGoToThatOfThePrimary() {
		this.worker.withUserConfiguration(OwnRedisSessions.class)
			.run((context) -> assertThat(connections(context).getPort()).isEqualTo(4711));
	}

	@Test
	void sessionsThatTheApplicationItselfKeepsInRedisCannotGoElsewhere(CapturedOutput output) {
		missing();
		this.worker.withUserConfiguration(OwnRedisSessions.class)
			.run((context) -> assertThat(isFiltered(context)).isTrue());
		assertThat(output.getOut()).contains("Requests that need a session fail until a Redis answers");
	}

	@Test
	void withoutAnyRedisItIsAnErrorIfOneHasToBeThere() {
		missing();
		this.worker.withPropertyValues("cluster.session.embedded-redis=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(failure) -> assertThat(failure.getReason()).contains("there is none here")));
	}

	@Test
	void serializerOfTheApplicationIsUsedAsItIs() {
		this.worker.withBean("springSessionDefaultRedisSerializer", RedisSerializer.class, RedisSerializer::json)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RedisSessionRepository.class)
				.doesNotHaveBean(LenientSerializer.class));
	}

	private static RedisConnectionFactory factory(AssertableWebApplicationContext context) {
		RedisOperations<String, Object> operations = context.getBean(RedisSessionRepository.class)
			.getSessionRedisOperations();
		return ((RedisTemplate<String, Object>) operations).getRequiredConnectionFactory();
	}

	private static LettuceConnectionFactory connections(AssertableWebApplicationContext context) {
		return (LettuceConnectionFactory) factory(context);
	}

	/**
	 * Whether sessions are Spring Session's.
	 */
	private static boolean isFiltered(AssertableWebApplicationContext context) {
		return context.getBeanNamesForType(DelegatingFilterProxyRegistrationBean.class).length == 1;
	}

	private static Status health(AssertableWebApplicationContext context) {
		ReactiveHealthIndicator indicator = (ReactiveHealthIndicator) context.getBean("redisHealthContributor");
		return indicator.health().block().getStatus();
	}

	private static void expectSoonRejected(LettuceConnectionFactory factory) {
		assertThat(disconnectedBehavior(factory)).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
		assertThat(longestDelay(factory)).isEqualTo(Duration.ofSeconds(1));
	}

	private static void expectUntouched(LettuceConnectionFactory factory) {
		assertThat(disconnectedBehavior(factory)).isEqualTo(DisconnectedBehavior.DEFAULT);
		assertThat(longestDelay(factory)).isGreaterThan(Duration.ofSeconds(1));
	}

	private static DisconnectedBehavior disconnectedBehavior(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration().getClientOptions().orElseThrow().getDisconnectedBehavior();
	}

	private static Duration longestDelay(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration().getClientResources().orElseThrow().reconnectDelay().createDelay(100);
	}

	private void missing() {
		answer((query) -> new Message.Redis(query.request(), 0, null, "there is none here"));
	}

	private void answer(Function<Message.RedisQuery, Message> desk) {
		this.primary.answer((message) -> (message instanceof Message.RedisQuery query) ? desk.apply(query) : null);
	}

	/**
	 * Sessions that are not Boot's.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableRedisHttpSession
	static class OwnRedisSessions {

	}

	/**
	 * Connections that the application has for sessions.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnSessionConnections {

		@Bean(defaultCandidate = false)
		@SpringSessionRedisConnectionFactory
		RedisConnectionFactory ofSessions() {
			return Mockito.mock(RedisConnectionFactory.class);
		}

	}

	/**
	 * What another client brings, such as Redisson.
	 */
	@AutoConfiguration(before = DataRedisAutoConfiguration.class)
	static class OtherClientAutoConfiguration {

		@Bean
		RedisConnectionFactory ofOtherClient() {
			return Mockito.mock(RedisConnectionFactory.class);
		}

	}

	/**
	 * What Testcontainers or Docker Compose would define.
	 */
	static class OwnConnectionDetails implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("own.example.com", 1);
		}

	}

	/**
	 * Does to Boot's connections what an agent might do.
	 */
	static class WrappingPostProcessor implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof LettuceConnectionFactory factory)
					? Proxy.newProxyInstance(getClass().getClassLoader(),
							new Class<?>[] { RedisConnectionFactory.class, ReactiveRedisConnectionFactory.class },
							(proxy, method, arguments) -> method.invoke(factory, arguments))
					: bean;
		}

	}

	/**
	 * What a web server brings.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ServerProperties.class)
	static class Properties {

	}

}
