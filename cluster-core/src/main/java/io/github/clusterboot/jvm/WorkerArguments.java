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

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns the arguments of this JVM into those of one worker: ports and files that two JVMs
 * cannot share get a number of their own. Ports are another one for each worker, as a
 * replacement overlaps the worker that it replaces; files for each slot, as they should
 * not become ever more.
 *
 * @param id the worker's id, counted from 1
 * @param slot the worker's slot, counted from 0
 * @param portShift what is added to ports
 */
record WorkerArguments(int id, int slot, int portShift) {

	/**
	 * For what is the same for all workers.
	 */
	static final WorkerArguments ANY = new WorkerArguments(0, 0, 0);

	private static final int PORTS = 65536;

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private static final Pattern DEBUGGER = Pattern.compile("(?:-agentlib:jdwp=|-Xrunjdwp:).*");

	private static final Pattern DEBUGGER_SERVER = Pattern.compile(".*[=:,]server=y(?:,.*)?");

	private static final Pattern PORT = Pattern
		.compile("(-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port=)([1-9]\\d{0,4})()");

	private static final Pattern DEBUGGER_PORT = Pattern
		.compile("(.*[=:,]address=(?:[^,]*:)?)([1-9]\\d{0,4})((?:,.*)?)");

	private static final Pattern LOG = Pattern.compile(
			"(-Xloggc:|-XX:(?:ErrorFile|LogFile)=|-Xlog:(?!async:)[^:]*:(?!(?:stdout|stderr)(?::|$))(?:file=)?\"?)([^:\"]+)(.*)");

	private static final Pattern FILE = Pattern
		.compile("(-XX:(?:ArchiveClassesAtExit|AOTCacheOutput)=|-XX:HeapDumpPath=(?=.*\\.hprof$))(.+)()");

	private static final Pattern AOT_CONFIGURATION = Pattern.compile("(-XX:AOTConfiguration=)(.+)()");

	private static final Pattern RECORDING = Pattern
		.compile("(-XX:StartFlightRecording[=:](?:.*,)?filename=)([^,]*\\.[^,/]+)((?:,.*)?)");

	/**
	 * The smallest stride with which no multiple leads from one of the ports in the
	 * arguments to another one: with JMX on 9010 and RMI on 9011, strides of 1 would give
	 * the first worker's port for RMI to the second one for JMX.
	 */
	static int portStride(List<String> arguments) {
		Set<Integer> ports = ports(arguments);
		int stride = 1;
		while (distinctRemainders(ports, stride) < ports.size()) {
			stride++;
		}
		return stride;
	}

	private static long distinctRemainders(Set<Integer> ports, int stride) {
		return ports.stream().map((port) -> port % stride).distinct().count();
	}

	private static Set<Integer> ports(List<String> arguments) {
		return arguments.stream()
			.filter((argument) -> !hasPlaceholder(argument))
			.map(WorkerArguments::port)
			.filter(Matcher::matches)
			.map((port) -> Integer.valueOf(port.group(2)))
			.collect(Collectors.toSet());
	}

	/**
	 * Whether nobody has the ports that the worker gets in place of those in the
	 * arguments.
	 */
	boolean hasFreePorts(List<String> arguments) {
		return ports(arguments).stream().map(this::shift).allMatch(WorkerArguments::isFree);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Replaces the placeholders in arguments that are meant for workers.
	 */
	List<String> fill(List<String> arguments) {
		return arguments.stream().map(this::fill).toList();
	}

	/**
	 * Rewrites the arguments of this JVM. A debugger that waits to be called waits for
	 * the primary.
	 */
	List<String> inherit(List<String> arguments) {
		// otherwise the configuration is read, not written
		boolean aotRecording = arguments.stream()
			.anyMatch((each) -> each.equals("-XX:AOTMode=record") || each.startsWith("-XX:AOTCacheOutput="));
		return arguments.stream()
			.filter((argument) -> hasPlaceholder(argument) || !isDebugger(argument) || isDebuggerServer(argument))
			.map((argument) -> hasPlaceholder(argument) ? fill(argument) : own(argument, aotRecording))
			.toList();
	}

	private String fill(String argument) {
		return argument.replace("{id}", String.valueOf(this.id)).replace("{slot}", String.valueOf(this.slot));
	}

	private static boolean hasPlaceholder(String argument) {
		return argument.contains("{id}") || argument.contains("{slot}");
	}

	private static boolean isDebugger(String argument) {
		return DEBUGGER.matcher(argument).matches();
	}

	private static boolean isDebuggerServer(String argument) {
		return isDebugger(argument) && DEBUGGER_SERVER.matcher(argument).matches();
	}

	private static Matcher port(String argument) {
		return (isDebuggerServer(argument) ? DEBUGGER_PORT : PORT).matcher(argument);
	}

	private String own(String argument, boolean aotRecording) {
		if (isDebugger(argument)) {
			// a worker that waits for a debugger would miss its startup timeout
			String running = argument.replace("suspend=y", "suspend=n");
			return ownPort(running.contains("suspend=n") ? running : running + ",suspend=n");
		}
		Matcher log = LOG.matcher(argument);
		if (log.matches()) {
			return (log.group(2).contains("%p")) ? argument : ownFile(log);
		}
		// JDK 17 does not replace a %p in the names of these
		for (Pattern pattern : List.of(FILE, RECORDING, AOT_CONFIGURATION)) {
			Matcher file = pattern.matcher(argument);
			if (file.matches() && (pattern != AOT_CONFIGURATION || aotRecording)) {
				return ownFile(file);
			}
		}
		return ownPort(argument);
	}

	private String ownPort(String argument) {
		Matcher port = port(argument);
		return port.matches() ? port.group(1) + shift(Integer.parseInt(port.group(2))) + port.group(3) : argument;
	}

	private int shift(int port) {
		int own = port + this.portShift;
		return (own < PORTS) ? own : FIRST_UNPRIVILEGED_PORT + (own - PORTS) % (PORTS - FIRST_UNPRIVILEGED_PORT);
	}

	private String ownFile(Matcher argument) {
		String file = argument.group(2);
		if (file.startsWith("/dev/") || file.startsWith("/proc/")) {
			return argument.group();
		}
		int extension = file.lastIndexOf('.');
		int end = (extension > file.lastIndexOf('/') + 1) ? extension : file.length();
		return argument.group(1) + file.substring(0, end) + "-worker-" + this.slot + file.substring(end)
				+ argument.group(3);
	}

}
