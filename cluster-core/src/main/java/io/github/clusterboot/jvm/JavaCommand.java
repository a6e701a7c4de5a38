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

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * How this JVM was started, and with it what starts a worker of the same application.
 *
 * @param executable the path of the {@code java} command
 * @param jvmArguments the arguments of the JVM itself, wherever they came from: the
 * command line, {@code @argfiles} and {@code -XX:VMOptionsFile} files, and the
 * {@linkplain #INHERITED_THROUGH_ARGUMENTS environment}
 * @param target what it runs
 * @param arguments the arguments of the application
 * @param directory the directory that it was started in
 */
public record JavaCommand(String executable, List<String> jvmArguments, Target target, List<String> arguments,
		Path directory) {

	/**
	 * The environment variables that a worker must not see, because the
	 * {@link #jvmArguments() JVM arguments} contain what is in them. It would otherwise
	 * be read twice, and the last of them would outdo what is meant for the worker alone.
	 */
	public static final Set<String> INHERITED_THROUGH_ARGUMENTS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	/**
	 * With these a JVM leaves signals to what they do by default. A worker has to hear
	 * SIGTERM, must not end by SIGINT, and writes its threads on SIGQUIT.
	 */
	private static final Set<String> DEAF = Set.of("-Xrs", "-XX:+ReduceSignalUsage");

	/**
	 * Creates a new {@link JavaCommand}.
	 */
	public JavaCommand {
		jvmArguments = List.copyOf(jvmArguments);
		arguments = List.copyOf(arguments);
	}

	/**
	 * The command that started this JVM.
	 * @param arguments the arguments of the application
	 * @return the command
	 * @throws IllegalStateException if another JVM cannot be started the same way: this
	 * one was not started by a {@code java} command, or its runtime image has none
	 */
	public static JavaCommand current(String... arguments) {
		LaunchDirectory directory = LaunchDirectory.current();
		JavaCommand command = of(System.getProperties(), ManagementFactory.getRuntimeMXBean().getInputArguments(),
				List.of(arguments), directory);
		if (!Files.isExecutable(Path.of(command.executable()))) {
			throw new IllegalStateException("The Java runtime has no executable " + command.executable());
		}
		return command;
	}

	static JavaCommand of(Properties system, List<String> inputArguments, List<String> arguments,
			LaunchDirectory directory) {
		Target target = Target.of(system, directory);
		String executable = Path.of(system.getProperty("java.home"), "bin", "java").toString();
		// what comes from a file that -XX:Flags names has no -XX: before it, and is read
		// from there again
		List<String> jvmArguments = inputArguments.stream().filter((argument) -> argument.startsWith("-")).toList();
		return new JavaCommand(executable, jvmArguments, target, arguments, directory.path());
	}

	/**
	 * The same command for another target, such as a copy of the jar.
	 * @param target what to run
	 * @return the command
	 */
	public JavaCommand withTarget(Target target) {
		return new JavaCommand(this.executable, this.jvmArguments, target, this.arguments, this.directory);
	}

	/**
	 * The command line of a worker. Of arguments that set the same thing a JVM takes the
	 * last one; here these are in turn what the worker is, those of this JVM, the
	 * worker's share, ours and the user's.
	 * @param worker the worker
	 * @param share what the worker may use
	 * @param own the JVM arguments that make it a worker
	 * @param userArguments further JVM arguments of the user for workers
	 * ({@code cluster.worker.jvm-args}), taken as they are but for <code>{id}</code> and
	 * <code>{slot}</code>
	 * @return the command line, to be started without the variables of
	 * {@link #INHERITED_THROUGH_ARGUMENTS}
	 */
	List<String> worker(WorkerArguments worker, JvmShare share, List<String> own, List<String> userArguments) {
		List<String> command = new ArrayList<>();
		command.add(this.executable);
		command.addAll(workerJvm(worker, share, own, userArguments));
		command.addAll(this.target.toArguments());
		command.addAll(this.arguments);
		return command;
	}

	/**
	 * The arguments of a worker's JVM, which are part of its
	 * {@linkplain #worker(WorkerArguments, JvmShare, List, List) command line}.
	 */
	List<String> workerJvm(WorkerArguments worker, JvmShare share, List<String> own, List<String> userArguments) {
		List<String> inherited = new ArrayList<>(worker.inherit(this.jvmArguments));
		inherited.removeAll(DEAF);
		// what the worker is comes first, where those who list processes see it
		List<String> arguments = new ArrayList<>(own.stream().filter(JavaCommand::isProperty).toList());
		List<String> names = arguments.stream().map(JavaCommand::name).toList();
		inherited.removeIf((argument) -> names.contains(name(argument)));
		arguments.addAll(share.applyTo(inherited));
		own.stream().filter((argument) -> !isProperty(argument)).forEach(arguments::add);
		arguments.addAll(worker.fill(userArguments));
		return arguments;
	}

	private static boolean isProperty(String argument) {
		return argument.startsWith("-D");
	}

	private static String name(String argument) {
		return argument.substring(0, (argument.indexOf('=') >= 0) ? argument.indexOf('=') : argument.length());
	}

	/**
	 * What a {@code java} command runs.
	 */
	public sealed interface Target {

		/**
		 * The arguments that name the target.
		 * @return the arguments, after those of the JVM and before the application's
		 */
		List<String> toArguments();

		private static Target of(Properties system, LaunchDirectory directory) {
			String command = system.getProperty("sun.java.command", "");
			if (command.isBlank()) {
				throw new IllegalStateException("This JVM was not started by a java command");
			}
			String module = system.getProperty("jdk.module.main");
			if (module != null) {
				throw new IllegalStateException("This JVM runs the module " + module);
			}
			String classPath = system.getProperty("java.class.path", "");
			// the jar's name may contain spaces, a class name cannot
			if (!classPath.isEmpty() && (command + " ").startsWith(classPath + " ")) {
				return new Jar(directory.absolute(classPath));
			}
			return new MainClass(directory.absoluteClassPath(classPath), command.split(" ", 2)[0]);
		}

		/**
		 * {@code -jar}.
		 *
		 * @param path the path of the jar, with the links that were in it: what they lead
		 * to may be another jar later
		 */
		record Jar(String path) implements Target {

			@Override
			public List<String> toArguments() {
				return List.of("-jar", this.path);
			}

		}

		/**
		 * A main class on a class path.
		 *
		 * @param classPath the class path, with wildcards resolved
		 * @param name the name of the class
		 */
		record MainClass(String classPath, String name) implements Target {

			@Override
			public List<String> toArguments() {
				return List.of("-cp", this.classPath, this.name);
			}

		}

	}

}
