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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns the arguments of this JVM into those of one worker: ports and files that two JVMs
 * cannot share get a number of their own. Ports are another one for each worker
 * ({@link WorkerPorts}), files for each slot: a replacement overlaps the worker that it
 * replaces for a while, which two listeners on a port do not survive, whereas files
 * should not become ever more.
 *
 * @param id the worker's id, counted from 1
 * @param slot the worker's slot, counted from 0
 * @param portShift what is added to ports
 */
public record WorkerArguments(int id, int slot, int portShift) {

	private static final Pattern DEBUGGER = Pattern.compile("(-agentlib:jdwp=|-Xrunjdwp:)(.*)");

	private static final Pattern PORT = Pattern
		.compile("(-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port=)(\\d{1,5})");

	private static final Pattern DEBUGGER_PORT = Pattern.compile("(address=(?:.*:)?)(\\d{1,5})");

	private static final Pattern LOG = Pattern.compile(
			"(-Xloggc:|-XX:(?:ErrorFile|LogFile)=|-Xlog:(?!async:)[^:]*:(?!(?:stdout|stderr)(?::|$))(?:file=)?\"?)([^:\"]+)(.*)");

	private static final Pattern FILE = Pattern
		.compile("(-XX:(?:ArchiveClassesAtExit|AOTCacheOutput)=|-XX:HeapDumpPath=(?=.*\\.hprof$))(.+)()");

	private static final Pattern AOT_CONFIGURATION = Pattern.compile("(-XX:AOTConfiguration=)(.+)()");

	private static final Pattern RECORDING = Pattern
		.compile("(-XX:StartFlightRecording[=:](?:.*,)?filename=)([^,]*\\.[^,/]+)((?:,.*)?)");

	/**
	 * The ports in the arguments of this JVM that each worker needs one of its own for.
	 * @param arguments the arguments
	 * @return the ports, each of them once
	 */
	static Set<Integer> ports(List<String> arguments) {
		Set<Integer> ports = new LinkedHashSet<>();
		for (String argument : arguments) {
			Matcher debugger = DEBUGGER.matcher(argument);
			Stream<Matcher> matchers = (debugger.matches() && isServer(debugger.group(2)))
					? Stream.of(debugger.group(2).split(",")).map(DEBUGGER_PORT::matcher)
					: Stream.of(PORT.matcher(argument));
			matchers.filter((matcher) -> matcher.matches() && !hasPlaceholder(argument))
				.map((matcher) -> Integer.valueOf(matcher.group(2)))
				.filter((port) -> port != 0)
				.forEach(ports::add);
		}
		return ports;
	}

	/**
	 * Replaces the placeholders in arguments that are meant for workers.
	 * @param arguments the arguments
	 * @return the arguments of this worker
	 */
	List<String> fill(List<String> arguments) {
		return arguments.stream().map(this::fill).toList();
	}

	/**
	 * Rewrites the arguments of this JVM.
	 * @param arguments the arguments
	 * @return the arguments of this worker, which may be fewer
	 */
	List<String> inherit(List<String> arguments) {
		// otherwise the configuration is read, not written
		boolean aotRecording = arguments.stream()
			.anyMatch(
					(argument) -> argument.equals("-XX:AOTMode=record") || argument.startsWith("-XX:AOTCacheOutput="));
		List<String> inherited = new ArrayList<>();
		for (String argument : arguments) {
			if (hasPlaceholder(argument)) {
				inherited.add(fill(argument));
				continue;
			}
			Matcher debugger = DEBUGGER.matcher(argument);
			if (debugger.matches()) {
				if (isServer(debugger.group(2))) {
					inherited.add(debugger.group(1) + ownDebugger(debugger.group(2)));
				}
				// else it is the primary that the waiting debugger wants
				continue;
			}
			inherited.add(ownPortOrFile(argument, aotRecording));
		}
		return inherited;
	}

	private String fill(String argument) {
		return argument.replace("{id}", String.valueOf(this.id)).replace("{slot}", String.valueOf(this.slot));
	}

	private static boolean hasPlaceholder(String argument) {
		return argument.contains("{id}") || argument.contains("{slot}");
	}

	private static boolean isServer(String options) {
		return List.of(options.split(",")).contains("server=y");
	}

	private String ownDebugger(String options) {
		List<String> own = new ArrayList<>();
		for (String option : options.split(",")) {
			Matcher address = DEBUGGER_PORT.matcher(option);
			if (address.matches()) {
				own.add(address.group(1) + ownPort(address.group(2)));
			}
			else if (!option.startsWith("suspend=")) {
				own.add(option);
			}
		}
		// a worker that waits for a debugger would miss its startup timeout
		own.add("suspend=n");
		return String.join(",", own);
	}

	private String ownPortOrFile(String argument, boolean aotRecording) {
		Matcher port = PORT.matcher(argument);
		if (port.matches()) {
			return port.group(1) + ownPort(port.group(2));
		}
		Matcher log = LOG.matcher(argument);
		if (log.matches()) {
			return (log.group(2).contains("%p")) ? argument : ownFile(log);
		}
		// JDK 17 does not replace a %p in the names of these
		return Stream.of(FILE, RECORDING, AOT_CONFIGURATION)
			.filter((pattern) -> pattern != AOT_CONFIGURATION || aotRecording)
			.map((pattern) -> pattern.matcher(argument))
			.filter(Matcher::matches)
			.findFirst()
			.map(this::ownFile)
			.orElse(argument);
	}

	private String ownPort(String port) {
		int number = Integer.parseInt(port);
		return (number != 0) ? String.valueOf(WorkerPorts.shifted(number, this.portShift)) : port;
	}

	private String ownFile(Matcher argument) {
		return argument.group(1) + ownFile(argument.group(2)) + argument.group(3);
	}

	private String ownFile(String file) {
		if (file.startsWith("/dev/") || file.startsWith("/proc/")) {
			return file;
		}
		int extension = file.lastIndexOf('.');
		int end = (extension > file.lastIndexOf('/') + 1) ? extension : file.length();
		return file.substring(0, end) + "-worker-" + this.slot + file.substring(end);
	}

}
