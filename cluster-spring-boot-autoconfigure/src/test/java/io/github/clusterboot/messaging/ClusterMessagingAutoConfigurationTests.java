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

package io.github.clusterboot.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterMessage;
import io.github.clusterboot.application.ClusterApplicationAutoConfiguration;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterMessagingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterMessagingAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations
		.of(ClusterMessagingAutoConfiguration.class, ClusterApplicationAutoConfiguration.class);

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withUserConfiguration(Listeners.class, Notes.class);

	@Test
	void processAloneSendsToItself() {
		alone((cluster, listeners) -> {
			Purchase sent = new Purchase("tea", 3);
			cluster.send(1, sent);
			cluster.broadcast(new Purchase("for nobody", 1));
			assertThat(answer(cluster.ask(1, new Purchase("cake", 1), String.class))).isEqualTo("1 cake");
			assertThat(listeners.purchases).containsExactly(new ClusterMessage<>(sent, 1),
					new ClusterMessage<>(new Purchase("cake", 1), 1));
			assertThat(listeners.purchases.get(0).payload()).isNotSameAs(sent);
		});
	}

	@Test
	void workersSendToEachOther() throws Exception {
		workers((first, second) -> {
			first.cluster().send(2, new Purchase("tea", 3));
			first.cluster().broadcast(new Purchase("cake", 1));
			assertThat(answer(first.cluster().ask(2, new Purchase("milk", 2), String.class))).isEqualTo("2 milk");
			assertThat(second.listeners().purchases).containsExactly(new ClusterMessage<>(new Purchase("tea", 3), 1),
					new ClusterMessage<>(new Purchase("cake", 1), 1), new ClusterMessage<>(new Purchase("milk", 2), 1));
			assertThat(answer(first.cluster().ask(1, new Purchase("salt", 1), String.class))).isEqualTo("1 salt");
			assertThat(first.listeners().purchases).hasSize(1);
		});
	}

	@Test
	void listenersAreCalledForWhatTheyDeclareAndNothingElse() {
		this.elsewhere.run((context) -> {
			Cluster cluster = context.getBean(Cluster.class);
			Listeners listeners = context.getBean(Listeners.class);
			Notes notes = context.getBean(Notes.class);
			cluster.send(1, new Refund("tea", "broken"));
			cluster.send(1, new ArrayList<>(List.of(new Purchase("tea", 3))));
			cluster.send(1, new Note("text"));
			answer(cluster.ask(1, new Purchase("cake", 1), String.class));
			assertThat(listeners.described).containsExactly("booking tea", "anything {item=tea, reason=broken}",
					"list tea", "anything [{item=tea, count=3}]", "anything {text=text}",
					"anything {item=cake, count=1}");
			assertThat(notes.notes).containsExactly(new Note("text"));
		});
	}

	@Test
	void conditionsAndTheOrderOfListenersHold() {
		alone((cluster, listeners) -> {
			assertThat(answer(cluster.ask(1, 1, String.class))).isEqualTo("first");
			assertThat(answer(cluster.ask(1, 2, String.class))).isEqualTo("second");
			assertThat(answer(cluster.ask(1, 3, String.class))).isNull();
		});
	}

	@Test
	void answersMayComeLater() {
		alone((cluster, listeners) -> {
			CompletionStage<Purchase> answer = cluster.ask(1, new Later("done"), Purchase.class);
			Awaitility.await().until(() -> listeners.later.size() == 1);
			assertThat(answer.toCompletableFuture()).isNotDone();
			listeners.later.get(0).complete(new Purchase("later", 1));
			assertThat(answer(answer)).isEqualTo(new Purchase("later", 1));
		});
	}

	@Test
	void answersAreGivenOnThreadsThatMayWait() throws Exception {
		workers((first, second) -> {
			CompletionStage<String> both = first.cluster()
				.ask(2, new Purchase("tea", 1), String.class)
				.thenApply((tea) -> tea + answer(first.cluster().ask(2, new Purchase("milk", 1), String.class)));
			assertThat(answer(both)).isEqualTo("1 tea1 milk");
		});
	}

	@Test
	void listenerThatFailsIsToldAndTheNextMessageArrives(CapturedOutput output) throws Exception {
		workers((first, second) -> {
			first.cluster().send(2, new Failing("without a question"));
			fails(first.cluster().ask(2, new Failing("on purpose"), String.class), "on purpose");
			Awaitility.await().until(() -> output.toString().contains("without a question"));
			assertThat(output).contains("ERROR").contains("Listeners.onFailing(");
			assertThat(answer(first.cluster().ask(2, new Purchase("tea", 1), String.class))).isEqualTo("1 tea");
		});
	}

	@Test
	void timeOutOfAListenerIsToldAsItsOwn() {
		alone((cluster, listeners) -> {
			CompletionStage<Purchase> answer = cluster.ask(1, new Later("done"), Purchase.class);
			Awaitility.await().until(() -> listeners.later.size() == 1);
			listeners.later.get(0).completeExceptionally(new TimeoutException("the shop is slow"));
			fails(answer, "the shop is slow");
		});
	}

	@Test
	void listenerMayFinishWhenAWorkerStops() throws Exception {
		workers((first, second) -> {
			String reason = "worker 2 has ended, or receives no more";
			assertThat(answer(listenerMayFinish(first.cluster(), 2, second, reason))).isEqualTo("done");
		});
	}

	@Test
	void listenerMayFinishWhenAProcessAloneStops() {
		run(this.elsewhere, (alone) -> listenerMayFinish(alone.cluster(), 1, alone, "this worker exits"));
	}

	private static CompletionStage<String> listenerMayFinish(Cluster asking, int id, Member stopping, String reason) {
		CompletionStage<String> answer = asking.ask(id, new Slow("done"), String.class);
		CompletionStage<String> waiting = asking.ask(id, new Purchase("tea", 1), String.class);
		Awaitility.await().until(() -> stopping.listeners().slow.hasQueuedThreads());
		Thread stop = new Thread(stopping.messages()::stop);
		stop.start();
		Awaitility.await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
		stopping.listeners().slow.release();
		fails(waiting, reason);
		assertThat(stopping.listeners().purchases).isEmpty();
		assertThat(stopping.listeners().described).contains("done slowly");
		return answer;
	}

	@Test
	void badMessagesAreRefused() throws Exception {
		workers((first, second) -> {
			for (Cluster cluster : List.of(first.cluster(), second.cluster())) {
				Purchase tooLong = new Purchase("x".repeat(65_537), 1);
				String tooLongMessage = "A message has at most 65536 bytes";
				refused(() -> cluster.send(2, tooLong), tooLongMessage);
				refused(() -> cluster.broadcast(tooLong), tooLongMessage);
				fails(cluster.ask(2, tooLong, String.class), tooLongMessage);
				refused(() -> cluster.send(7, "text"), "There is no worker 7 that receives");
				fails(cluster.ask(7, "text", String.class), "There is no worker 7 that receives");
				refused(() -> cluster.send(2, new Unwritable()), "cannot be written as JSON");
				refused(() -> cluster.broadcast(new Unwritable()), "cannot be written as JSON");
				fails(cluster.ask(2, new Unwritable(), String.class), "cannot be written as JSON");
				fails(cluster.ask(2, new Purchase("tea", 1), Purchase.class), "cannot be read as");
				fails(cluster.ask(2, new Doubled("x".repeat(40_000)), String.class), "A message has at most");
			}
		});
	}

	@Test
	void whatNoListenerIsForIsDropped() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS).run((context) -> {
			Cluster cluster = context.getBean(Cluster.class);
			cluster.send(1, "text");
			fails(cluster.ask(1, "text", String.class), "no listener is for java.lang.String");
			refused(() -> cluster.send(2, "text"), "There is no worker 2 that receives");
		});
	}

	@Test
	void mapperOfTheApplicationIsUsed() {
		this.elsewhere.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=UPPER_CAMEL_CASE")
			.run((context) -> {
				answer(context.getBean(Cluster.class).ask(1, new Refund("tea", "broken"), String.class));
				assertThat(context.getBean(Listeners.class).described).contains("anything {Item=tea, Reason=broken}");
			});
	}

	@Test
	void listenersCanBeTestedWithoutACluster() {
		this.elsewhere.run((context) -> {
			context.publishEvent(new ClusterMessage<>(new Purchase("tea", 1), 2));
			assertThat(context.getBean(Listeners.class).purchases).hasSize(1);
		});
	}

	@Test
	void applicationWithoutAWebServerHasNone() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(Messages.class));
	}

	private void alone(BiConsumer<Cluster, Listeners> use) {
		run(this.elsewhere, (member) -> use.accept(member.cluster(), member.listeners()));
	}

	private void workers(BiConsumer<Member, Member> use) throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker first = primary.connectWorker();
			Worker second = primary.connectWorker();
			worker(first, (one) -> worker(second, (another) -> use.accept(one, another)));
		}
	}

	private void worker(Worker worker, Consumer<Member> use) {
		run(this.elsewhere.withBean(Worker.class, () -> worker), use);
	}

	private static void run(WebApplicationContextRunner runner, Consumer<Member> use) {
		runner.run((context) -> use.accept(new Member(context.getBean(Cluster.class), context.getBean(Listeners.class),
				context.getBean(Messages.class))));
	}

	private static <T> T answer(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void fails(CompletionStage<?> stage, String reason) {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(ClusterException.class)
			.withMessageContaining(reason);
	}

	private static void refused(Runnable call, String reason) {
		assertThatExceptionOfType(ClusterException.class).isThrownBy(call::run).withMessageContaining(reason);
	}

	/**
	 * A worker.
	 *
	 * @param cluster what it sees of the cluster
	 * @param listeners what receives there
	 * @param messages what it sends and receives
	 */
	record Member(Cluster cluster, Listeners listeners, Messages messages) {
	}

	static class Booking {

		public String item;

	}

	static class Refund extends Booking {

		public String reason;

		Refund(String item, String reason) {
			this.item = item;
			this.reason = reason;
		}

	}

	record Purchase(String item, int count) {
	}

	record Later(String text) {
	}

	record Slow(String text) {
	}

	record Failing(String text) {
	}

	record Doubled(String text) {
	}

	record Note(String text) {
	}

	static class Unwritable {

		public final Object self = this;

	}

	/**
	 * An application's own listeners.
	 */
	static class Listeners {

		private final List<ClusterMessage<Purchase>> purchases = new CopyOnWriteArrayList<>();

		private final List<String> described = new CopyOnWriteArrayList<>();

		private final List<CompletableFuture<Purchase>> later = new CopyOnWriteArrayList<>();

		private final Semaphore slow = new Semaphore(0);

		@EventListener
		String on(ClusterMessage<Purchase> message) {
			this.purchases.add(message);
			return message.payload().count() + " " + message.payload().item();
		}

		@EventListener
		void onAnything(ClusterMessage<?> message) {
			this.described.add("anything " + message.payload());
		}

		@EventListener
		@Order(0)
		void onBooking(ClusterMessage<Booking> message) {
			this.described.add("booking " + message.payload().item);
		}

		@EventListener
		@Order(0)
		void onList(ClusterMessage<List<Purchase>> message) {
			this.described.add("list " + message.payload().get(0).item());
		}

		@EventListener(condition = "#message.payload == 1")
		@Order(1)
		String onFirst(ClusterMessage<Integer> message) {
			return "first";
		}

		@EventListener(condition = "#message.payload < 3")
		@Order(2)
		String onSecond(ClusterMessage<Number> message) {
			return "second";
		}

		@EventListener
		CompletableFuture<Purchase> onLater(ClusterMessage<Later> message) {
			CompletableFuture<Purchase> answer = new CompletableFuture<>();
			this.later.add(answer);
			return answer;
		}

		@EventListener
		String onSlow(ClusterMessage<Slow> message) throws InterruptedException {
			this.slow.acquire();
			this.described.add(message.payload().text() + " slowly");
			return message.payload().text();
		}

		@EventListener
		void onFailing(ClusterMessage<Failing> message) throws Exception {
			throw new Exception(message.payload().text());
		}

		@EventListener
		String onDoubled(ClusterMessage<Doubled> message) {
			return message.payload().text().repeat(2);
		}

	}

	/**
	 * Inherits its listener.
	 *
	 * @param <T> what it is for
	 */
	abstract static class Typed<T> {

		final List<T> notes = new CopyOnWriteArrayList<>();

		@EventListener
		void on(ClusterMessage<T> message) {
			this.notes.add(message.payload());
		}

	}

	static class Notes extends Typed<Note> {

	}

}
