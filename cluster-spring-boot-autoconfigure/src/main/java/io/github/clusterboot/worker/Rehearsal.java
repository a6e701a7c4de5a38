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

package io.github.clusterboot.worker;

import java.io.IOException;

import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleReceiver;

/**
 * Gets a descriptor of a shared listening socket and closes it again. A worker that
 * stands by has then run once what it runs when it is to take connections, where every
 * class that has yet to be loaded would cost its clients time.
 */
final class Rehearsal implements HandleReceiver.Handler {

	private static final Logger logger = LoggerFactory.getLogger(Rehearsal.class);

	@Override
	public void asked() {
		// the answer is on its way
	}

	@Override
	public void received(FileDescriptor handle) {
		try {
			JdkChannels.serverSocketChannel(handle.intValue()).close();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A descriptor could not be used", ex);
			Descriptors.close(handle);
		}
	}

	@Override
	public void closed() {
		// it does without
	}

}
