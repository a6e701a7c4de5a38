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

package io.github.clusterboot.netty;

import java.net.InetAddress;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;

import io.github.clusterboot.worker.Worker;

/**
 * Makes factories of servers that share their port.
 */
final class NettyServers {

	private NettyServers() {
	}

	static NettyReactiveWebServerFactory factory(Worker worker) {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		new ClusterNettyCustomizer(worker, false, null, null).customize(factory);
		return factory;
	}

	static NettyReactiveWebServerFactory withHttp2(Worker worker) {
		NettyReactiveWebServerFactory factory = factory(worker);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		return factory;
	}

}
