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

package io.github.clusterboot.peer;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AskedWorkerFilter}, where the other worker does not behave.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AskedWorkerFilterTests {

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	private InJvmPrimary primary;

	private Worker worker;

	private ServerSocketChannel door;

	@BeforeEach
	void open() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status(2)) : null);
		this.door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.door.bind(UnixDomainSocketAddress.of(door(2)));
	}

	@AfterEach
	void close() throws Exception {
		this.door.close();
		this.primary.close();
	}

	@Test
	void silenceIsAGatewayTimeout() throws Exception {
		filter(Duration.ofMillis(200));
		assertThat(this.response.getStatus()).isEqualTo(504);
		assertThat(this.response.getContentType()).isEqualTo("application/json");
		assertThat(this.response.getHeader("Cluster-Worker")).isEqualTo("0");
		assertThat(this.response.getContentAsString())
			.startsWith("{\"message\":\"Worker 2, which serves slot 1, does not answer");
		assertThat(this.chain.getRequest()).isNull();
	}

	@Test
	void endBeforeAnAnswerIsABadGateway() throws Exception {
		CompletableFuture<Void> served = serve("");
		filter(Duration.ofSeconds(30));
		served.join();
		assertThat(this.response.getStatus()).isEqualTo(502);
	}

	@Test
	void whatCameBeforeAnErrorIsTakenBack() throws Exception {
		CompletableFuture<Void> served = serve(
				"HTTP/1.1 200 \r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n");
		filter(Duration.ofSeconds(30));
		served.join();
		assertThat(this.response.getStatus()).isEqualTo(502);
		assertThat(this.response.getHeader("Content-Encoding")).isNull();
	}

	@Test
	void answerThatIsCutIsCutForTheClient() throws Exception {
		CompletableFuture<Void> served = serve("HTTP/1.1 200 \r\nContent-Length: 20000\r\n\r\n" + "x".repeat(10_000));
		assertThatIOException().isThrownBy(() -> filter(Duration.ofSeconds(30)));
		served.join();
		assertThat(this.response.getContentAsString()).hasSize(10_000);
	}

	@Test
	void primaryThatDoesNotAnswerIsAGatewayTimeout() throws Exception {
		this.primary.answer((message) -> null);
		filter(Duration.ofSeconds(30));
		assertThat(this.response.getStatus()).isEqualTo(504);
		assertThat(this.response.getContentAsString()).contains("The primary does not answer");
	}

	@Test
	void answerThatIsNoHttpIsABadGateway() throws Exception {
		CompletableFuture<Void> served = serve("hello\r\n\r\n");
		filter(Duration.ofSeconds(30));
		served.join();
		assertThat(this.response.getStatus()).isEqualTo(502);
	}

	@Test
	void textThatIsNoSlotIsNotFound() throws Exception {
		for (String text : List.of("01", "+1", "one", "-1", "", "1.0", "%31")) {
			MockHttpServletResponse refused = new MockHttpServletResponse();
			filter("worker=" + text, refused, Duration.ofSeconds(30));
			assertThat(refused.getStatus()).as(text).isEqualTo(404);
			assertThat(refused.getContentAsString()).contains("There is no slot %s, only 0, 1".formatted(text));
		}
	}

	@Test
	void moreThanOneSlotIsRefused() throws Exception {
		filter("worker=1&a=b&worker=1", this.response, Duration.ofSeconds(30));
		assertThat(this.response.getStatus()).isEqualTo(400);
	}

	@Test
	void anyWorkerAnswersWhereNoneIsNamed() throws Exception {
		for (String query : Arrays.asList(null, "", "a=worker=1", "workers=1", "a&b")) {
			MockFilterChain next = new MockFilterChain();
			MockHttpServletRequest request = request();
			request.setQueryString(query);
			create(Duration.ofSeconds(30)).doFilter(request, this.response, next);
			assertThat(next.getRequest()).as(query).isSameAs(request);
		}
	}

	private Path door(int id) {
		return new PrivateDirectory(this.worker.directory()).door(id);
	}

	private void filter(Duration patience) throws Exception {
		filter("worker=1", this.response, patience);
	}

	private void filter(String query, MockHttpServletResponse response, Duration patience) throws Exception {
		MockHttpServletRequest request = request();
		request.setQueryString(query);
		create(patience).doFilter(request, response, this.chain);
	}

	private AskedWorkerFilter create(Duration patience) {
		return new AskedWorkerFilter(new AskedWorkers(this.worker, new WorkerIdentity(1, 0)),
				ManagementPath.of("", "/actuator", false), patience);
	}

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/actuator/health");
		request.setServletPath("/actuator/health");
		return request;
	}

	/**
	 * Answers the next request and closes the connection.
	 */
	private CompletableFuture<Void> serve(String answer) {
		return serve(this.door, answer);
	}

	private static CompletableFuture<Void> serve(ServerSocketChannel door, String answer) {
		return CompletableFuture.runAsync(() -> {
			try (SocketChannel connection = door.accept()) {
				connection.read(ByteBuffer.allocate(8192));
				connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static ClusterStatus status(int id) {
		ClusterStatus.Worker other = new ClusterStatus.Worker(id, 1, 1L, "LISTENING", false, 1, Instant.EPOCH,
				Duration.ZERO, 0, null, new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false);
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, 2, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of(other));
	}

}
