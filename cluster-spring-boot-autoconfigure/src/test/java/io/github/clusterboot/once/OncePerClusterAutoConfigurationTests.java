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

package io.github.clusterboot.once;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.github.clusterboot.OncePerCluster;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.once.OncePerClusterPostProcessor.MethodsOfBean;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OncePerClusterAutoConfiguration} and what it configures.
 */
class OncePerClusterAutoConfigurationTests {

	private final ApplicationContextRunner unclustered = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TaskSchedulingAutoConfiguration.class, OncePerClusterAutoConfiguration.class));

	private InJvmPrimary primary;

	private Worker worker;

	private ApplicationContextRunner context;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer(
				(message) -> (message instanceof Message.StatusQuery query)
						? new Message.Status(query.request(),
								new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1,
										1, 0, 0, List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of()))
						: null);
		this.worker = this.primary.connectWorker();
		this.context = this.unclustered.withBean("worker", Worker.class, () -> this.worker);
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	private void lead() {
		this.primary.send(new LeaderMessage.Lead());
		Awaitility.await().until(this.worker.leader()::isLeader);
	}

	@Test
	void methodsRunInTheLeaderOnly() {
		this.context.withUserConfiguration(Annotated.class).run((context) -> {
			Annotated bean = context.getBean(Annotated.class);
			assertThat(bean.count()).isZero();
			assertThat(bean.name()).isNull();
			assertThat(bean.stage().toCompletableFuture().join()).isNull();
			context.publishEvent("an event");
			assertThat(bean.runs()).isZero();
			assertThat(bean.each()).as("not annotated").isOne();
			lead();
			assertThat(bean.count()).isOne();
			assertThat(bean.name()).isEqualTo("name");
			context.publishEvent("an event");
			assertThat(bean.runs()).isEqualTo(3);
		});
	}

	@Test
	void aStageIsARunUntilItIsCompleted() {
		this.context.withUserConfiguration(Annotated.class).run((context) -> {
			lead();
			CompletableFuture<String> stage = context.getBean(Annotated.class).stage().toCompletableFuture();
			assertThat(this.worker.leader().drain()).isOne();
			stage.complete("done");
			assertThat(this.worker.leader().drain()).isZero();
			this.primary.awaitMessage(LeaderMessage.Stopped.class, 1);
		});
	}

	@Test
	void ofAnAnnotatedBeanWhatFrameworksCallRunsInTheLeaderOnly() {
		this.context.withUserConfiguration(WholeBeans.class).run((context) -> {
			WholeBean bean = context.getBean(WholeBean.class);
			context.publishEvent("an event");
			run(context);
			AtomicInteger runs = context.getBean(AtomicInteger.class);
			assertThat(runs).hasValue(0);
			assertThat(bean.ordinary()).isEqualTo("ordinary");
			lead();
			context.publishEvent("an event");
			run(context);
			assertThat(runs).hasValue(2);
			assertThat(AopUtils.isAopProxy(context.getBean(WholeBeans.class))).isFalse();
		});
	}

	private static void run(AssertableApplicationContext context) throws Exception {
		context.getBean(ApplicationRunner.class).run(null);
	}

	@Test
	void whatIsScheduledRunsInTheLeaderOnlyIfThatIsWanted() {
		this.context.withUserConfiguration(Jobs.class).withPropertyValues("cluster.scheduling=once").run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			Awaitility.await().until(() -> jobs.ticks.get() > 10);
			assertThat(jobs.runs.get()).isZero();
			lead();
			Awaitility.await().until(() -> jobs.runs.get() > 3);
			assertThat(AopUtils.isAopProxy(context.getBean(TaskScheduler.class))).isFalse();
		});
	}

	@Test
	void whatIsScheduledRunsInEachWorkerOtherwise() {
		this.context.withUserConfiguration(Jobs.class).run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			Awaitility.await().until(() -> jobs.runs.get() > 3);
		});
	}

	@Test
	void beansWithoutTheAnnotationAreAsTheyWere() {
		this.context.withUserConfiguration(Jobs.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Jobs.class))).isFalse());
	}

	@Test
	void beansWithAnotherProxyAndWithoutTheAnnotationAreAsTheyWere() {
		this.context.withUserConfiguration(Proxied.class).run((context) -> {
			context.publishEvent("an event");
			assertThat(context.getBean("plainListener", Listener.class).heard()).isOne();
			assertThat(context.getBean("onceListener", Listener.class).heard()).isZero();
			lead();
			context.publishEvent("an event");
			assertThat(context.getBean("onceListener", Listener.class).heard()).isOne();
		});
	}

	@Test
	void whatWasProcessedAheadOfTimeRunsUnclusteredToo() {
		this.unclustered.withBean(OncePerClusterPostProcessor.class, () -> {
			LeaderInterceptor interceptor = new LeaderInterceptor(new LeaderRuns(() -> null));
			return new OncePerClusterPostProcessor(MethodsOfBean.ANNOTATED, interceptor,
					new DefaultListableBeanFactory());
		})
			.withUserConfiguration(Annotated.class)
			.run((context) -> assertThat(context.getBean(Annotated.class).count()).isOne());
	}

	@Test
	void nothingChangesWhereNothingIsClustered() {
		this.unclustered.withUserConfiguration(Annotated.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean(Annotated.class))).isFalse();
			assertThat(context.getBean(Annotated.class).count()).isOne();
		});
	}

	@Test
	void aMethodWhoseEndCannotBeKnownIsRefused() {
		this.context.withUserConfiguration(Reactive.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Reactive.stream")
				.hasMessageContaining("returns a Publisher"));
	}

	static class Annotated {

		private final AtomicInteger runs = new AtomicInteger();

		@OncePerCluster
		int count() {
			return this.runs.incrementAndGet();
		}

		@OncePerCluster
		String name() {
			this.runs.incrementAndGet();
			return "name";
		}

		@OncePerCluster
		CompletionStage<String> stage() {
			return new CompletableFuture<>();
		}

		@OncePerCluster
		@EventListener
		void on(String event) {
			this.runs.incrementAndGet();
		}

		int each() {
			return 1;
		}

		int runs() {
			return this.runs.get();
		}

	}

	@OncePerCluster
	static class WholeBean {

		final AtomicInteger runs;

		WholeBean(AtomicInteger runs) {
			this.runs = runs;
		}

		@EventListener
		void on(String event) {
			this.runs.incrementAndGet();
		}

		String ordinary() {
			return "ordinary";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WholeBeans {

		@Bean
		AtomicInteger runs() {
			return new AtomicInteger();
		}

		@Bean
		WholeBean wholeBean(AtomicInteger runs) {
			return new WholeBean(runs);
		}

		@Bean
		@OncePerCluster
		ApplicationRunner lambda(AtomicInteger runs) {
			return (arguments) -> runs.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Jobs {

		final AtomicInteger runs = new AtomicInteger();

		final AtomicInteger ticks = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void run() {
			this.runs.incrementAndGet();
		}

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler() {

				@Override
				public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
					return super.scheduleAtFixedRate(() -> {
						Jobs.this.ticks.incrementAndGet();
						task.run();
					}, period);
				}

				@Override
				public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant start, Duration period) {
					return super.scheduleAtFixedRate(() -> {
						Jobs.this.ticks.incrementAndGet();
						task.run();
					}, start, period);
				}

			};
		}

	}

	static class Listener {

		private int heard;

		@EventListener
		void on(String event) {
			this.heard++;
		}

		int heard() {
			return this.heard;
		}

	}

	@OncePerCluster
	static class OnceListener extends Listener {

	}

	/**
	 * Beans with a proxy that is there before.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		Listener plainListener() {
			return new Listener();
		}

		@Bean
		OnceListener onceListener() {
			return new OnceListener();
		}

		@Bean
		static BeanPostProcessor proxies() {
			return new ProxyingPostProcessor();
		}

	}

	static final class ProxyingPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (!(bean instanceof Listener)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
			return factory.getProxy();
		}

	}

	static class Reactive {

		@OncePerCluster
		Publisher<String> stream() {
			return (subscriber) -> {
			};
		}

	}

}
