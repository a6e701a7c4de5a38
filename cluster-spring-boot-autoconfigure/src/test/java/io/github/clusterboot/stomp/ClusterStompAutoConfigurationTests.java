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

package io.github.clusterboot.stomp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ClusterStompAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterStompAutoConfigurationTests {

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private InJvmPrimary primary;

	private ConfigurableApplicationContext here;

	private TestBroker brokerHere;

	private TestBroker brokerThere;

	private SimpMessagingTemplate template;

	@BeforeEach
	void open() throws Exception {
		// a thread of Spring's fails with what cannot be understood, whoever waits then
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.here = worker();
		this.brokerHere = this.here.getBean(TestBroker.class);
		this.brokerThere = worker().getBean(TestBroker.class);
		this.template = this.here.getBean(SimpMessagingTemplate.class);
	}

	@AfterEach
	void close() throws Exception {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.primary.close();
		Awaitility.reset();
	}

	@Test
	void broadcastReachesTheSubscribersOfAllWorkersOnce() throws Exception {
		TestBroker third = worker().getBean(TestBroker.class);
		this.brokerHere.subscribe("a", "/topic/news", "/topic/other");
		this.brokerThere.subscribe("b", "/topic/news", "/topic/other");
		third.subscribe("c", "/topic/news", "/topic/other");
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			this.template.convertAndSend("/topic/news", "text " + i, Map.of("name", "value " + i));
			expected.add("/topic/news text " + i);
		}
		expected.add("/topic/other last");
		this.template.convertAndSend("/topic/other", "last");
		for (TestBroker broker : List.of(this.brokerHere, this.brokerThere, third)) {
			awaitLast(broker, "last");
			assertThat(broker.received).extracting((text) -> text.substring(2)).containsExactlyElementsOf(expected);
		}
		Message<?> message = this.brokerThere.messages.get(7);
		assertThat(NativeMessageHeaderAccessor.getFirstNativeHeader("name", message.getHeaders())).isEqualTo("value 7");
		assertThat(message.getHeaders().get(MessageHeaders.CONTENT_TYPE))
			.isEqualTo(this.brokerHere.messages.get(7).getHeaders().get(MessageHeaders.CONTENT_TYPE));
	}

	@Test
	void whatAClientSendsToTheBrokerReachesAll() {
		this.brokerHere.subscribe("a", "/topic/news");
		this.brokerThere.subscribe("b", "/topic/news");
		this.brokerHere.clientSends("a", "/app/news", "for the application");
		this.brokerHere.clientSends("a", "/topic/news", "last");
		awaitLast(this.brokerHere, "last");
		awaitLast(this.brokerThere, "last");
		assertThat(this.brokerHere.received).containsExactly("a /topic/news last");
		assertThat(this.brokerThere.received).containsExactly("b /topic/news last");
		assertThat(this.brokerThere.destinations).containsExactly("/topic/news");
	}

	@Test
	void userIsReachedInAllSessions() {
		this.brokerHere.user("ann", "a");
		this.brokerThere.user("ann", "b");
		this.brokerThere.user("bob", "c");
		this.brokerHere.subscribe("a", "/queue/mail-usera", "/topic/news");
		this.brokerThere.subscribe("b", "/queue/mail-userb", "/topic/news");
		this.brokerThere.subscribe("c", "/queue/mail-userc");
		this.template.convertAndSendToUser("ann", "/queue/mail", "for Ann");
		this.template.convertAndSendToUser("bob", "/queue/mail", "for Bob");
		this.brokerHere.clientSends("a", "/user/bob/queue/mail", "from Ann");
		Awaitility.await().until(() -> this.brokerThere.received.size() == 3);
		this.template.convertAndSend("/topic/news", "last");
		awaitLast(this.brokerThere, "last");
		awaitLast(this.brokerHere, "last");
		assertThat(this.brokerHere.received).containsExactlyInAnyOrder("a /queue/mail-usera for Ann",
				"a /topic/news last");
		assertThat(this.brokerThere.received).containsExactlyInAnyOrder("b /queue/mail-userb for Ann",
				"c /queue/mail-userc for Bob", "c /queue/mail-userc from Ann", "b /topic/news last");
	}

	@Test
	void whatIsForOneSessionHereStaysHere() {
		this.brokerHere.user("ann", "a");
		this.brokerThere.user("ann", "b");
		this.brokerHere.subscribe("a", "/queue/mail-usera", "/topic/news");
		this.brokerThere.subscribe("b", "/queue/mail-userb", "/topic/news");
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create();
		headers.setSessionId("a");
		this.template.convertAndSendToUser("ann", "/queue/mail", "for this session", headers.getMessageHeaders());
		this.template.convertAndSend("/topic/news", "last");
		awaitLast(this.brokerThere, "last");
		assertThat(this.brokerThere.received).containsExactly("b /topic/news last");
		awaitLast(this.brokerHere, "last");
		assertThat(this.brokerHere.received).contains("a /queue/mail-usera for this session");
	}

	@Test
	void whatIsTooLongStaysHereAndThatIsSaid(CapturedOutput output) {
		this.brokerHere.subscribe("a", "/topic/news");
		this.brokerThere.subscribe("b", "/topic/news");
		this.template.convertAndSend("/topic/news", "a".repeat(65_000));
		this.template.convertAndSend("/topic/news", "a".repeat(66_000));
		this.template.convertAndSend("/topic/news", "last");
		awaitLast(this.brokerThere, "last");
		awaitLast(this.brokerHere, "last");
		assertThat(this.brokerHere.received).hasSize(3);
		assertThat(this.brokerThere.received).hasSize(2);
		assertThat(output).containsOnlyOnce("A message to /topic/news reaches only the subscribers of this worker");
	}

	@Test
	void whatCannotBeUnderstoodFailsNoSender(CapturedOutput output) {
		assertThatNoException().isThrownBy(() -> this.brokerHere.clientSends("a", "/user/nowhere", "text"));
		assertThat(output).contains("A message to /user/nowhere reaches only the subscribers of this worker");
	}

	@Test
	void workerThatTakesNothingHoldsNobodyUp(CapturedOutput output) throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		Runnable end = this.primary.connectWorker().mailbox().open("stomp/simpleBrokerMessageHandler", (mail) -> {
			try {
				go.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.brokerHere.subscribe("a", "/topic/news");
		this.brokerThere.subscribe("b", "/topic/news");
		String text = "a".repeat(60_000);
		for (int i = 1; i <= 200; i++) {
			this.template.convertAndSend("/topic/news", text);
			int sent = i;
			Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> this.brokerThere.received.size() == sent);
		}
		assertThat(output).containsOnlyOnce("Worker 3 has not taken yet what it was sent before");
		end.run();
		go.countDown();
	}

	@Test
	void canBeSwitchedOff() throws Exception {
		TestBroker apart = worker("cluster.stomp.broadcast=false").getBean(TestBroker.class);
		apart.subscribe("c", "/topic/news");
		this.brokerThere.subscribe("b", "/topic/news");
		this.template.convertAndSend("/topic/news", "last");
		awaitLast(this.brokerThere, "last");
		assertThat(apart.received).isEmpty();
	}

	@Test
	void noWorkerHasNothingElse() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterStompAutoConfiguration.class))
			.withUserConfiguration(TestBroker.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterStompAutoConfiguration.class));
	}

	private static void awaitLast(TestBroker broker, String text) {
		Awaitility.await().until(() -> broker.received.stream().anyMatch((received) -> received.endsWith(text)));
	}

	private ConfigurableApplicationContext worker(String... properties) throws IOException {
		Worker worker = this.primary.connectWorker();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties).applyTo(context);
		context.registerBean(Worker.class, () -> worker);
		context.register(ClusterStompAutoConfiguration.class, TestBroker.class);
		context.refresh();
		context.getBean(TestBroker.class).listen(context.getBean(SimpleBrokerMessageHandler.class));
		this.contexts.add(context);
		return context;
	}

}
