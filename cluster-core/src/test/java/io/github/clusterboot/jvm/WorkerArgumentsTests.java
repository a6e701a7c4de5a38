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

package io.github.clusterboot.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerArguments}.
 */
class WorkerArgumentsTests {

	private final WorkerArguments worker = new WorkerArguments(7, 2, 70);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			5005           | 5075
			*:5005         | *:5075
			localhost:5005 | localhost:5075
			[::1]:5005     | [::1]:5075
			0              | 0
			*:0            | *:0
			65530          | 1088
			127.0.0.1:5005 | 127.0.0.1:5075
			shared         | shared
			""")
	void debuggersHaveAPortEachAndDoNotSuspend(String address, String own) {
		assertThat(inherit("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=" + address))
			.containsExactly("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + own);
	}

	@Test
	void aDebuggerWithoutAddressChoosesItself() {
		assertThat(inherit("-Xrunjdwp:transport=dt_socket,server=y"))
			.containsExactly("-Xrunjdwp:transport=dt_socket,server=y,suspend=n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=localhost:40123",
			"-agentlib:jdwp=transport=dt_socket,address=localhost:40123,suspend=y" })
	void aDebuggerThatWaitsForThePrimaryIsNotCalledByWorkers(String debugger) {
		assertThat(inherit(debugger, "-Da=b")).containsExactly("-Da=b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-Dcom.sun.management.jmxremote.port=9010     | -Dcom.sun.management.jmxremote.port=9080
			-Dcom.sun.management.jmxremote.rmi.port=9010 | -Dcom.sun.management.jmxremote.rmi.port=9080
			-Dcom.sun.management.jmxremote.port=0        | -Dcom.sun.management.jmxremote.port=0
			-Dcom.sun.management.jmxremote.ssl=false     | -Dcom.sun.management.jmxremote.ssl=false
			-Dserver.port=9010                           | -Dserver.port=9010
			""")
	void managementHasAPortEach(String argument, String own) {
		assertThat(inherit(argument)).containsExactly(own);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-Dcom.sun.management.jmxremote.port=9010                                              | 1
			-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.rmi.port=9011 | 2
			-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.rmi.port=9012 | 3
			-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.rmi.port=9010 | 1
			-Dcom.sun.management.jmxremote.port=9010 -agentlib:jdwp=server=y,address=*:5008       | 4
			-Dcom.sun.management.jmxremote.port=9010 -agentlib:jdwp=server=n,address=host:5008    | 1
			-Dcom.sun.management.jmxremote.port=901{id} -Dserver.port=8080                        | 1
			""")
	void noWorkerMeetsThePortsOfThePrimaryOrOfAnotherWorker(String given, int stride) {
		List<String> arguments = List.of(given.split(" "));
		assertThat(WorkerArguments.portStride(arguments)).isEqualTo(stride);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
									-Xlog:gc:file=/var/log/gc.log               | -Xlog:gc:file=/var/log/gc-worker-2.log
									-Xlog:gc*,safepoint=info:file=gc.log:t,l:filecount=5,filesize=1M | -Xlog:gc*,safepoint=info:file=gc-worker-2.log:t,l:filecount=5,filesize=1M
									-Xlog:gc:gc.log                             | -Xlog:gc:gc-worker-2.log
									-Xlog:gc:/var/log.d/gc                      | -Xlog:gc:/var/log.d/gc-worker-2
									-Xlog:gc:file="my gc.log":time              | -Xlog:gc:file="my gc-worker-2.log":time
									-Xlog::all.log                              | -Xlog::all-worker-2.log
									-Xlog:gc:file=gc-%p.log                     | -Xlog:gc:file=gc-%p.log
									-Xlog:gc:file=gc-{slot}.log                 | -Xlog:gc:file=gc-2.log
									-Xlog:gc:file=gc-{id}.log                   | -Xlog:gc:file=gc-7.log
									-Xlog:gc                                    | -Xlog:gc
									-Xlog:gc:stdout:time                        | -Xlog:gc:stdout:time
									-Xlog:gc:stderr                             | -Xlog:gc:stderr
					-Xlog:gc:stderr.log | -Xlog:gc:stderr-worker-2.log
									-Xlog:gc:file=/dev/stdout                   | -Xlog:gc:file=/dev/stdout
									-Xlog:gc::time                              | -Xlog:gc::time
									-Xlog:async                                 | -Xlog:async
									-Xlog:async:drop                            | -Xlog:async:drop
									-Xlog:disable                               | -Xlog:disable
									-Xloggc:gc.log                              | -Xloggc:gc-worker-2.log
									-XX:ArchiveClassesAtExit=/x.y/app.jsa       | -XX:ArchiveClassesAtExit=/x.y/app-worker-2.jsa
									-XX:ArchiveClassesAtExit=app-%p.jsa         | -XX:ArchiveClassesAtExit=app-%p-worker-2.jsa
							-XX:StartFlightRecording=filename=%p.jfr    | -XX:StartFlightRecording=filename=%p-worker-2.jfr
							-Xloggc:gc.%p                               | -Xloggc:gc.%p
							-XX:AOTCacheOutput=app.aot                  | -XX:AOTCacheOutput=app-worker-2.aot
									-XX:HeapDumpPath=/tmp/heap.hprof            | -XX:HeapDumpPath=/tmp/heap-worker-2.hprof
									-XX:HeapDumpPath=/tmp/dumps.d               | -XX:HeapDumpPath=/tmp/dumps.d
									-XX:ErrorFile=/tmp/hs_err_%p.log            | -XX:ErrorFile=/tmp/hs_err_%p.log
									-XX:ErrorFile=/tmp/hs_err.log               | -XX:ErrorFile=/tmp/hs_err-worker-2.log
									-XX:StartFlightRecording=filename=a.jfr     | -XX:StartFlightRecording=filename=a-worker-2.jfr
									-XX:StartFlightRecording:name=x,filename=/a/b.jfr,dumponexit=true | -XX:StartFlightRecording:name=x,filename=/a/b-worker-2.jfr,dumponexit=true
									-XX:StartFlightRecording=filename=/a.d/     | -XX:StartFlightRecording=filename=/a.d/
									-XX:StartFlightRecording=duration=1m        | -XX:StartFlightRecording=duration=1m
									-XX:SharedArchiveFile=app.jsa               | -XX:SharedArchiveFile=app.jsa
									-XX:AOTCache=app.aot                        | -XX:AOTCache=app.aot
									""")
	void filesAreWrittenByOneWorkerEach(String argument, String own) {
		assertThat(inherit(argument)).containsExactly(own);
	}

	@Test
	void theAotConfigurationIsOwnOnlyWhereItIsWritten() {
		assertThat(inherit("-XX:AOTMode=record", "-XX:AOTConfiguration=app.conf")).containsExactly("-XX:AOTMode=record",
				"-XX:AOTConfiguration=app-worker-2.conf");
		assertThat(inherit("-XX:AOTConfiguration=app.conf")).containsExactly("-XX:AOTConfiguration=app.conf");
	}

	@Test
	void placeholdersAreReplacedAndNothingElse() {
		assertThat(this.worker.fill(List.of("-Dn=w{slot}-{id}", "-agentlib:jdwp=server=y,address=500{id}",
				"-Xloggc:gc.log", "-Dj={\"a\":1}")))
			.containsExactly("-Dn=w2-7", "-agentlib:jdwp=server=y,address=5007", "-Xloggc:gc.log", "-Dj={\"a\":1}");
		assertThat(inherit("-agentlib:jdwp=server=y,address=500{id}"))
			.containsExactly("-agentlib:jdwp=server=y,address=5007");
	}

	private List<String> inherit(String... arguments) {
		return this.worker.inherit(List.of(arguments));
	}

}
