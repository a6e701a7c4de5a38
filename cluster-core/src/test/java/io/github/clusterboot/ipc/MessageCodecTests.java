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

package io.github.clusterboot.ipc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageCodec}.
 */
class MessageCodecTests {

	private static final Message NEXT = new Message.Disconnect(30_000);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Queue<Message> received = new ArrayDeque<>();

	MessageCodecTests() {
		MessageCodec.addTo(this.channel.pipeline(), "a test", this.received::add);
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	static Stream<Message> everyMessage() {
		return Stream.of(new Message.Online(), new Message.Refreshed(),
				new Message.Listen(3, "127.0.0.1", 8080, 0, 100), new Message.Listen(4, null, 0, 2, 1),
				new Message.StandBy(), new Message.Ready(2), new Message.Serve(2), new Message.Accepting(),
				new Message.Refusing(), new Message.Bound(3, 1, "0:0:0:0:0:0:0:0", 8080, SchedulingPolicy.OS),
				new Message.Bound(3, 2, "127.0.0.1", 1, SchedulingPolicy.ROUND_ROBIN),
				new Message.BindFailed(3, "Address already in use"), new Message.Disconnect(Long.MAX_VALUE),
				new Message.Heartbeat(1L << 40, 5, -1, 0.25, 7, 1L << 33, 1500), new Message.Broken(),
				new Message.Unclustered("it is Jetty", false), new Message.StatusQuery(8),
				new Message.Status(8, status()), new Message.CountsQuery(8),
				new Message.Counts(8, new ClusterCounts(3, Map.of("LISTENING", 2), Map.of(0, 1, 7, 0), 4, 5)),
				new Message.Command(9, Action.RELOAD, null, null), new Message.Command(9, Action.KILL, 4, null),
				new Message.CommandResult(9, Outcome.ACCEPTED, null, 3), new Message.Subscription(),
				new Message.Happened(events().get(0)),
				new Message.CommandResult(9, Outcome.REFUSED, "worker 4 is the only one", null),
				new Message.RedisQuery(10), new Message.PasswordQuery(11), new Message.Password(11, "secret", true),
				new Message.Redis(10, 6379, "secret", null), new Message.Redis(10, 0, null, "there is none"),
				new Message.LogLevel("com.example", "DEBUG"), new Message.LogLevel("web", null),
				new Message.LogLevelsQuery(), new Message.EventsQuery(10, 1L << 40), new Message.Events(10, events()),
				new LeaderMessage.Lead(), new LeaderMessage.Stop(), new LeaderMessage.Stopped(true),
				new LockMessage.Wanted(12, "a\n=\\b \u00e4", true), new LockMessage.Released(12, "", 1L << 40),
				new LockMessage.Answer(12, LockMessage.Answer.Outcome.TAKEN));
	}

	private static List<LoggedEvent> events() {
		Instant at = Instant.parse("2026-11-22T08:00:00.123456789Z");
		return List.of(
				new LoggedEvent(1, at, "EXITED", 0, 3, 90L, 2, new LoggedEvent.Exit(137, "SIGKILL", true), null,
						"exited"),
				new LoggedEvent(1L << 40, at, "SCALING", null, null, null, null, null, "why", "scaling from 1 to 2"));
	}

	private static ClusterStatus status() {
		Instant at = Instant.parse("2026-11-22T08:00:00.123456789Z");
		return new ClusterStatus(new ClusterStatus.Primary(71, at, Duration.ofMillis(41_001)), "os", 2, 2, 0, 1,
				List.of(new ClusterStatus.Listener("0.0.0.0", 8080)),
				new ClusterStatus.Reload("FAILED", 2, "worker 3 exited"),
				List.of(new ClusterStatus.Worker(3, 0, 90L, "LISTENING", false, 2, at, Duration.ofSeconds(5), 1,
						new ClusterStatus.LastExit(137, "SIGKILL", at), new ClusterStatus.Memory(1, 2, -1), 0.5, 6, 7,
						false),
						new ClusterStatus.Worker(4, 1, null, "FAILED", false, 1, null, null, 0, null,
								new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false)));
	}

	@ParameterizedTest
	@MethodSource("everyMessage")
	void everyMessageArrivesAsItWasSent(Message message) {
		this.channel.writeInbound(write(message));
		assertThat(this.received.poll()).isEqualTo(message);
		assertThat(this.received.poll()).isNull();
	}

	@Test
	void everyKindOfMessageIsTried() {
		assertThat(everyMessage().map(Object::getClass).collect(Collectors.toSet()))
			.isEqualTo(kinds(Message.class).collect(Collectors.toSet()));
	}

	private static Stream<Class<?>> kinds(Class<?> type) {
		return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageCodecTests::kinds)
				: Stream.of(type);
	}

	@Test
	void messageIsARecordBehindItsLength() {
		ByteBuf wire = write(NEXT);
		assertThat(wire.readInt()).isEqualTo(wire.readableBytes());
		assertThat(wire.toString(StandardCharsets.UTF_8)).isEqualTo("=Disconnect\n.timeoutMillis=30000\n");
		wire.release();
	}

	@Test
	void messagesThatArriveInPiecesOrTogetherAreToldApart() {
		ByteBuf wire = Unpooled.buffer();
		everyMessage().forEach((message) -> {
			ByteBuf written = write(message);
			wire.writeBytes(written);
			written.release();
		});
		while (wire.isReadable()) {
			this.channel.writeInbound(wire.readBytes(Math.min(7, wire.readableBytes())));
		}
		wire.release();
		everyMessage().forEach((message) -> assertThat(this.received.poll()).isEqualTo(message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "=UnheardOf\n.port=1\n", ".port=1\n", "", "garbage", "=Message", "=Reply", "=Disconnect\n",
			"=Listen\n.request=1\n.port=x\n", "=Bound\n.request=1\n.listener=1\n.address=a\n.port=1\n.policy=NONE\n" })
	void whatCannotBeReadIsDroppedAndTheNextMessageIsRead(String text) {
		this.channel.writeInbound(frame(text));
		assertThat(this.received.poll()).isNull();
		this.channel.writeInbound(write(NEXT));
		assertThat(this.received.poll()).isEqualTo(NEXT);
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void messageThatIsTooLongIsDroppedAndTheNextOneIsRead() {
		int length = MessageCodec.MAX_LENGTH + 1;
		this.channel.writeInbound(Unpooled.buffer().writeInt(length));
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[length]));
		assertThat(this.received.poll()).isNull();
		this.channel.writeInbound(write(NEXT));
		assertThat(this.received.poll()).isEqualTo(NEXT);
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void unknownPropertyIsIgnored() {
		this.channel.writeInbound(frame("=Disconnect\n.timeoutMillis=30000\n.mood=NEW\n.mood.since=1\n"));
		assertThat(this.received.poll()).isEqualTo(NEXT);
	}

	@Test
	void absentAddressMeansEveryAddress() {
		this.channel.writeInbound(frame("=Listen\n.request=4\n.port=0\n.index=2\n.backlog=1\n"));
		assertThat(this.received.poll()).isEqualTo(new Message.Listen(4, null, 0, 2, 1));
	}

	private ByteBuf write(Message message) {
		this.channel.writeOutbound(message);
		ByteBuf wire = Unpooled.buffer();
		ByteBuf written = this.channel.readOutbound();
		while (written != null) {
			wire.writeBytes(written);
			written.release();
			written = this.channel.readOutbound();
		}
		return wire;
	}

	private static ByteBuf frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return Unpooled.buffer().writeInt(bytes.length).writeBytes(bytes);
	}

}
