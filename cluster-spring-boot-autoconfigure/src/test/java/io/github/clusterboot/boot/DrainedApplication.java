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

package io.github.clusterboot.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application, as a servlet and as a reactive one: a GET is answered at once, or when
 * the test says so, and a POST with what it has sent, or early.
 */
public final class DrainedApplication {

	private final CountDownLatch slowArrived = new CountDownLatch(1);

	private final CompletableFuture<Void> answerSlow = new CompletableFuture<>();

	/**
	 * Has what is slow be answered.
	 */
	public void answerSlow() {
		this.answerSlow.complete(null);
	}

	/**
	 * Waits for a slow request, or a POST, to arrive.
	 */
	public void awaitSlow() throws InterruptedException {
		assertThat(this.slowArrived.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private static boolean isSlow(String path) {
		return path.equals("/slow") || path.equals("/blocking");
	}

	/**
	 * The application for a servlet container.
	 * @return what adds its servlet
	 */
	public ServletContextInitializer servlet() {
		return (context) -> {
			ServletRegistration.Dynamic servlet = context.addServlet("test", new TestServlet());
			servlet.addMapping("/");
			servlet.setAsyncSupported(true);
		};
	}

	/**
	 * The application for a reactive web server. It blocks its thread for
	 * {@code /blocking} only.
	 * @return what handles its requests
	 */
	public HttpHandler httpHandler() {
		return (request, response) -> {
			boolean slow = isSlow(request.getURI().getPath());
			boolean posts = request.getMethod() == HttpMethod.POST;
			if (slow || posts) {
				this.slowArrived.countDown();
			}
			if (request.getURI().getPath().equals("/blocking") && !posts) {
				block();
			}
			boolean reads = posts && !request.getURI().getPath().equals("/early");
			Mono<byte[]> body = reads ? body(request) : Mono.just((slow ? "slow" : "fast").getBytes());
			Mono<Void> answer = body.flatMap((bytes) -> answer(response, bytes));
			if (request.getURI().getPath().equals("/blocking")) {
				return body.doOnNext((bytes) -> block()).flatMap((bytes) -> answer(response, bytes));
			}
			return slow ? Mono.fromFuture(this.answerSlow, true).then(answer) : answer;
		};
	}

	private void block() {
		this.answerSlow.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private static Mono<byte[]> body(ServerHttpRequest request) {
		return DataBufferUtils.join(request.getBody()).map((buffer) -> {
			byte[] bytes = buffer.toString(StandardCharsets.US_ASCII).getBytes(StandardCharsets.US_ASCII);
			DataBufferUtils.release(buffer);
			return bytes;
		});
	}

	private static Mono<Void> answer(ServerHttpResponse response, byte[] body) {
		response.getHeaders().setContentLength(body.length);
		DataBuffer buffer = response.bufferFactory().wrap(body);
		return response.writeWith(Mono.just(buffer));
	}

	/**
	 * The application as a servlet.
	 */
	private final class TestServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			boolean slow = isSlow(request.getRequestURI());
			awaitIfSlow(request);
			answer(response, (slow ? "slow" : "fast").getBytes());
		}

		@Override
		protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
			DrainedApplication.this.slowArrived.countDown();
			if (request.getRequestURI().equals("/early")) {
				answer(response, "fast".getBytes());
			}
			else if (request.getRequestURI().equals("/async")) {
				AsyncContext async = request.startAsync();
				async.start(() -> {
					try {
						echo(request, response);
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
					async.complete();
				});
			}
			else {
				echo(request, response);
			}
		}

		private void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
			byte[] body = request.getInputStream().readAllBytes();
			awaitIfSlow(request);
			answer(response, body);
		}

		private void awaitIfSlow(HttpServletRequest request) {
			if (isSlow(request.getRequestURI())) {
				DrainedApplication.this.slowArrived.countDown();
				DrainedApplication.this.answerSlow.orTimeout(30, TimeUnit.SECONDS).join();
			}
		}

		private void answer(HttpServletResponse response, byte[] body) throws IOException {
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}

	}

}
