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

import java.io.IOException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Messages}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessagesTests {

	private final OtherWorkers others = new OtherWorkers();

	private final Messages messages = new Messages(this.others, new ClusterMessageListenerFactory(),
			() -> new Json(new StaticListableBeanFactory().getBeanProvider(JsonMapper.class)));

	@BeforeEach
	void start() {
		this.messages.start();
	}

	@Test
	void broadcastReachesTheOthersOfOneThatDoesNotTakeItWhichIsSaidOnce(CapturedOutput output) {
		this.others.states.put(2, new IOException("Worker 2 has not taken"));
		this.others.states.put(3, new ConnectException("There is no worker 3"));
		this.others.states.put(4, null);
		this.messages.broadcast("one");
		this.messages.broadcast("two");
		assertThat(this.others.received.get(4)).isEqualTo(2);
		assertThat(output.toString().split("Worker 2 has not taken", -1)).hasSize(2);
		assertThat(output).doesNotContain("There is no worker 3");
	}

	@Test
	void nobodyWaitsForAWorkerThatHasEnded() {
		this.others.states.put(2, null);
		this.others.states.put(3, null);
		CompletionStage<String> ofLost = this.messages.ask(2, "text", String.class);
		CompletionStage<String> ofOther = this.messages.ask(3, "text", String.class);
		this.others.onLost.get("messages").accept(2);
		fails(ofLost, "worker 2 has ended, or receives no more");
		assertThat(ofOther.toCompletableFuture()).isNotDone();
		this.messages.stop();
		fails(ofOther, "this worker exits");
	}

	@Test
	void answerOfAWorkerThatHasEndedMayStillArrive() throws Exception {
		this.others.states.put(2, null);
		CompletionStage<String> answer = this.messages.ask(2, "text", String.class);
		this.others.onLost.get("messages").accept(2);
		this.others.receivers.get("answers").accept(new Mail(2, "answers", 1L, List.of(), "\"the answer\""));
		assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("the answer");
	}

	@Test
	void whoReceivesNoAnswersAsksInVain() {
		this.others.states.put(2, null);
		this.messages.stop();
		fails(this.messages.ask(2, "text", String.class), "this worker does not receive answers yet, or no more");
		this.messages.start();
		assertThat(this.messages.ask(2, "text", String.class).toCompletableFuture()).isNotDone();
		assertThat(this.others.received.get(2)).isEqualTo(1);
	}

	@Test
	void answerThatIsNotTakenIsLogged(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(Messages.class.getName(), LogLevel.DEBUG);
		try {
			this.others.states.put(2, new IOException("Worker 2 has not taken"));
			this.others.receivers.get("messages").accept(new Mail(2, "messages", 1L, List.of("some.Type"), "1"));
			assertThat(output).contains("Worker 2 hears no answer").contains("Worker 2 has not taken");
		}
		finally {
			logging.setLogLevel(Messages.class.getName(), null);
		}
	}

	@Test
	void onlyWhoWasAskedAnswers() throws Exception {
		this.others.states.put(2, null);
		CompletionStage<String> answer = this.messages.ask(2, "text", String.class);
		Consumer<Mail> answers = this.others.receivers.get("answers");
		answers.accept(new Mail(3, "answers", 1L, List.of(), "\"of another\""));
		answers.accept(new Mail(2, "answers", 2L, List.of(), "\"to another\""));
		answers.accept(new Mail(2, "answers", null, List.of(), "\"to none\""));
		answers.accept(new Mail(2, "answers", 1L, List.of(), "\"the answer\""));
		assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("the answer");
	}

	@Test
	void onlySoManyQuestionsWait() {
		this.others.states.put(2, null);
		CompletionStage<String> last = null;
		for (int i = 0; i < 10_000; i++) {
			last = this.messages.ask(2, "text", String.class);
		}
		fails(this.messages.ask(2, "text", String.class), "10000 questions wait for an answer already");
		assertThat(last.toCompletableFuture()).isNotDone();
	}

	private static void fails(CompletionStage<?> stage, String reason) {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(ClusterException.class)
			.withMessage(reason);
	}

	/**
	 * Takes or refuses mail as the test wants it.
	 */
	private static final class OtherWorkers implements Mailbox {

		private final Map<Integer, IOException> states = new LinkedHashMap<>();

		private final Map<Integer, Integer> received = new HashMap<>();

		private final Map<String, Consumer<Mail>> receivers = new HashMap<>();

		private final Map<String, IntConsumer> onLost = new HashMap<>();

		@Override
		public Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
			this.receivers.put(topic, receiver);
			this.onLost.put(topic, onLost);
			return () -> this.receivers.remove(topic);
		}

		@Override
		public void send(int worker, String topic, Long request, List<String> types, String body) throws IOException {
			IOException state = this.states.get(worker);
			if (state != null) {
				throw state;
			}
			this.received.merge(worker, 1, Integer::sum);
		}

		@Override
		public Set<Integer> others() {
			return this.states.keySet();
		}

	}

}
