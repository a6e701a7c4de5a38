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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.session.EmbeddedRedisMode;
import io.github.clusterboot.startup.StartupCacheSettings;

/**
 * Properties of the cluster.
 */
@ConfigurationProperties("cluster")
public class ClusterProperties {

	private static final String AUTO = "auto";

	/**
	 * A JVM may be silent for a while without being in trouble.
	 */
	private static final Duration LEAST_HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	private static final int NICEST = 19;

	private static final Duration RELOAD_PAUSE = Duration.ofSeconds(2);

	/**
	 * Whether to run the application as a cluster. 'auto' does so with one that is
	 * packaged, extracted or in an image, and not where its classes come from a directory
	 * of a build, as in an IDE or with 'spring-boot:run'; 'true' does so there too.
	 */
	private LaunchMode enabled = LaunchMode.AUTO;

	/**
	 * Number of workers, or 'auto' for one per processor that the process may use,
	 * lowered where their heaps would not fit in the memory that it may use.
	 */
	private String workers = AUTO;

	/**
	 * Number of further workers that are started and stand by: when a worker dies, one of
	 * them takes connections at once. Each needs the memory of a worker.
	 */
	private int standby;

	/**
	 * How connections are given to the workers: 'os' has the workers accept from one
	 * shared listening socket, 'round-robin' has the primary accept and hand each
	 * connection over.
	 */
	private SchedulingPolicy schedulingPolicy = SchedulingPolicy.OS;

	/**
	 * Longest time from the fork of a worker to its listening, or standing by. After it
	 * the worker is killed, which counts as a failure.
	 */
	private Duration startupTimeout = Duration.ofMinutes(2);

	/**
	 * Longest time that a worker may take to finish what it has accepted. After it the
	 * worker is terminated.
	 */
	private Duration drainTimeout = Duration.ofSeconds(30);

	/**
	 * Longest time from a worker's termination to its exit. After it the worker is
	 * killed.
	 */
	private Duration killTimeout = Duration.ofSeconds(10);

	/**
	 * Longest time that a reload waits, before it replaces the next worker, for the
	 * others to have compiled what they run. 0 does not wait. Also how long one that
	 * serves may be bound to a share of the processors.
	 */
	private Duration settleTimeout = Duration.ofSeconds(30);

	/**
	 * Whether what makes workers start faster is kept between launches: the extracted jar
	 * and an archive of its classes.
	 */
	private StartupCacheMode startupCache = StartupCacheMode.AUTO;

	/**
	 * Directory of the start-up cache, to which nobody else may be able to write. By
	 * default 'cluster-spring-boot' below XDG_CACHE_HOME or '~/.cache'.
	 */
	private @Nullable Path startupCacheDirectory;

	/**
	 * How long the worker that records the classes for the start-up cache serves before
	 * the archive is made.
	 */
	private Duration startupCacheDelay = Duration.ofSeconds(30);

	private final Restart restart = new Restart();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Recycle recycle = new Recycle();

	private final Session session = new Session();

	private final Scrape scrape = new Scrape();

	private final Primary primary = new Primary();

	private final Worker worker = new Worker();

	public LaunchMode getEnabled() {
		return this.enabled;
	}

	public void setEnabled(LaunchMode enabled) {
		this.enabled = enabled;
	}

	public String getWorkers() {
		return this.workers;
	}

	public void setWorkers(String workers) {
		this.workers = workers;
	}

	public int getStandby() {
		return this.standby;
	}

	public void setStandby(int standby) {
		this.standby = standby;
	}

	public SchedulingPolicy getSchedulingPolicy() {
		return this.schedulingPolicy;
	}

	public void setSchedulingPolicy(SchedulingPolicy schedulingPolicy) {
		this.schedulingPolicy = schedulingPolicy;
	}

	public Duration getStartupTimeout() {
		return this.startupTimeout;
	}

	public void setStartupTimeout(Duration startupTimeout) {
		this.startupTimeout = startupTimeout;
	}

	public Duration getDrainTimeout() {
		return this.drainTimeout;
	}

	public void setDrainTimeout(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

	public Duration getKillTimeout() {
		return this.killTimeout;
	}

	public void setKillTimeout(Duration killTimeout) {
		this.killTimeout = killTimeout;
	}

	public Duration getSettleTimeout() {
		return this.settleTimeout;
	}

	public void setSettleTimeout(Duration settleTimeout) {
		this.settleTimeout = settleTimeout;
	}

	public StartupCacheMode getStartupCache() {
		return this.startupCache;
	}

	public void setStartupCache(StartupCacheMode startupCache) {
		this.startupCache = startupCache;
	}

	public @Nullable Path getStartupCacheDirectory() {
		return this.startupCacheDirectory;
	}

	public void setStartupCacheDirectory(@Nullable Path startupCacheDirectory) {
		this.startupCacheDirectory = startupCacheDirectory;
	}

	public Duration getStartupCacheDelay() {
		return this.startupCacheDelay;
	}

	public void setStartupCacheDelay(Duration startupCacheDelay) {
		this.startupCacheDelay = startupCacheDelay;
	}

	StartupCacheSettings toStartupCacheSettings() {
		return new StartupCacheSettings(this.startupCache == StartupCacheMode.AUTO, this.startupCacheDirectory,
				this.startupCacheDelay);
	}

	public Restart getRestart() {
		return this.restart;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Recycle getRecycle() {
		return this.recycle;
	}

	public Session getSession() {
		return this.session;
	}

	public Scrape getScrape() {
		return this.scrape;
	}

	public Primary getPrimary() {
		return this.primary;
	}

	public Worker getWorker() {
		return this.worker;
	}

	/**
	 * The number of workers that the user wants.
	 * @return the number, or empty for {@code auto}
	 * @throws InvalidClusterPropertyException if it is neither
	 */
	OptionalInt wantedWorkers() {
		if (AUTO.equalsIgnoreCase(this.workers.trim())) {
			return OptionalInt.empty();
		}
		try {
			int wanted = Integer.parseInt(this.workers.trim());
			if (wanted >= 1) {
				return OptionalInt.of(wanted);
			}
		}
		catch (NumberFormatException ex) {
			// refused below
		}
		throw new InvalidClusterPropertyException("cluster.workers", this.workers,
				"'auto', or a whole number of at least 1");
	}

	/**
	 * The number of workers that stand by.
	 * @return the number
	 * @throws InvalidClusterPropertyException if it is negative
	 */
	int wantedStandby() {
		if (this.standby < 0) {
			throw new InvalidClusterPropertyException("cluster.standby", this.standby,
					"a whole number that is not negative");
		}
		return this.standby;
	}

	/**
	 * What the primary needs to know.
	 * @param workers the number of workers
	 * @return the settings
	 * @throws InvalidClusterPropertyException if a value is out of its range
	 */
	PrimarySettings toPrimarySettings(int workers) {
		Restart restart = this.restart;
		notNegative("cluster.restart.initial-delay", restart.initialDelay);
		notNegative("cluster.restart.max-delay", restart.maxDelay);
		notNegative("cluster.restart.stable-after", restart.stableAfter);
		if (restart.maxFailures < 1) {
			throw new InvalidClusterPropertyException("cluster.restart.max-failures", restart.maxFailures,
					"a whole number of at least 1");
		}
		notNegative("cluster.drain-timeout", this.drainTimeout);
		notNegative("cluster.kill-timeout", this.killTimeout);
		notNegative("cluster.settle-timeout", this.settleTimeout);
		if (this.startupTimeout.isZero() || this.startupTimeout.isNegative()) {
			throw new InvalidClusterPropertyException("cluster.startup-timeout", this.startupTimeout,
					"a duration longer than 0, such as '2m'");
		}
		notNegative("cluster.heartbeat.request-timeout", this.heartbeat.requestTimeout);
		if (this.heartbeat.interval.toMillis() < 1) {
			throw new InvalidClusterPropertyException("cluster.heartbeat.interval", this.heartbeat.interval,
					"a duration of at least 1ms");
		}
		if (this.heartbeat.timeout.compareTo(this.heartbeat.interval.multipliedBy(2)) < 0
				|| this.heartbeat.timeout.compareTo(LEAST_HEARTBEAT_TIMEOUT) < 0) {
			throw new InvalidClusterPropertyException("cluster.heartbeat.timeout", this.heartbeat.timeout,
					"a duration of at least 5s and twice 'cluster.heartbeat.interval'");
		}
		notNegative("cluster.recycle.max-lifetime", this.recycle.maxLifetime);
		notNegative("cluster.recycle.max-requests", this.recycle.maxRequests);
		notNegative("cluster.recycle.max-memory", this.recycle.maxMemory.toBytes());
		if (this.scrape.timeout.toMillis() < 1) {
			throw new InvalidClusterPropertyException("cluster.scrape.timeout", this.scrape.timeout,
					"a duration of at least 1ms");
		}
		this.worker.check(this.startupTimeout);
		RestartPolicy policy = new RestartPolicy(restart.mode, restart.initialDelay, restart.maxDelay,
				restart.stableAfter, restart.maxFailures);
		return new PrimarySettings(this.schedulingPolicy, new FleetSettings(workers, wantedStandby(), policy,
				this.startupTimeout, this.drainTimeout, this.killTimeout, this.heartbeat.timeout,
				this.heartbeat.requestTimeout,
				new RecyclePolicy(this.recycle.maxMemory.toBytes(), this.recycle.maxRequests, this.recycle.maxLifetime),
				RELOAD_PAUSE));
	}

	private static void notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new InvalidClusterPropertyException(name, value, "a duration that is not negative, such as '30s'");
		}
	}

	private static void notNegative(String name, long value) {
		if (value < 0) {
			throw new InvalidClusterPropertyException(name, value, "a number that is not negative; 0 is no limit");
		}
	}

	public boolean watchesRequests() {
		return !this.heartbeat.requestTimeout.isZero();
	}

	/**
	 * What follows the exit of a worker.
	 */
	public static class Restart {

		/**
		 * Which exits that nobody asked for lead to a replacement.
		 */
		private RestartPolicy.Mode mode = RestartPolicy.Mode.ON_FAILURE;

		/**
		 * Delay before the replacement of a worker after a slot's first failure. It
		 * doubles with each further one.
		 */
		private Duration initialDelay = Duration.ofMillis(200);

		/**
		 * Longest delay before the replacement of a worker.
		 */
		private Duration maxDelay = Duration.ofSeconds(15);

		/**
		 * How long a worker has to listen to be stable, or to stand by if it never
		 * listens. That forgives the slot's failures.
		 */
		private Duration stableAfter = Duration.ofSeconds(30);

		/**
		 * Consecutive failures after which a slot is given up.
		 */
		private int maxFailures = 8;

		public RestartPolicy.Mode getMode() {
			return this.mode;
		}

		public void setMode(RestartPolicy.Mode mode) {
			this.mode = mode;
		}

		public Duration getInitialDelay() {
			return this.initialDelay;
		}

		public void setInitialDelay(Duration initialDelay) {
			this.initialDelay = initialDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getStableAfter() {
			return this.stableAfter;
		}

		public void setStableAfter(Duration stableAfter) {
			this.stableAfter = stableAfter;
		}

		public int getMaxFailures() {
			return this.maxFailures;
		}

		public void setMaxFailures(int maxFailures) {
			this.maxFailures = maxFailures;
		}

	}

	/**
	 * How the primary knows that a worker lives.
	 */
	public static class Heartbeat {

		/**
		 * Time from one heartbeat of a worker to the next.
		 */
		private Duration interval = Duration.ofSeconds(1);

		/**
		 * Longest silence of a worker. After it the worker is killed and replaced.
		 */
		private Duration timeout = Duration.ofSeconds(30);

		/**
		 * Longest time that a request may be with its thread. After it the worker is
		 * drained and replaced. 0 for no limit.
		 */
		private Duration requestTimeout = Duration.ZERO;

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getRequestTimeout() {
			return this.requestTimeout;
		}

		public void setRequestTimeout(Duration requestTimeout) {
			this.requestTimeout = requestTimeout;
		}

	}

	/**
	 * When a worker has done enough and is replaced by a fresh one. Each worker's limits
	 * are up to a tenth lower, so that they are not all due together.
	 */
	public static class Recycle {

		/**
		 * Resident memory above which a worker is recycled. 0 for no limit.
		 */
		private DataSize maxMemory = DataSize.ofBytes(0);

		/**
		 * Number of served requests at which a worker is recycled. 0 for no limit.
		 */
		private long maxRequests;

		/**
		 * Age at which a worker is recycled. 0 for no limit.
		 */
		private Duration maxLifetime = Duration.ZERO;

		public DataSize getMaxMemory() {
			return this.maxMemory;
		}

		public void setMaxMemory(DataSize maxMemory) {
			this.maxMemory = maxMemory;
		}

		public long getMaxRequests() {
			return this.maxRequests;
		}

		public void setMaxRequests(long maxRequests) {
			this.maxRequests = maxRequests;
		}

		public Duration getMaxLifetime() {
			return this.maxLifetime;
		}

		public void setMaxLifetime(Duration maxLifetime) {
			this.maxLifetime = maxLifetime;
		}

	}

	/**
	 * Where sessions go.
	 */
	public static class Session {

		/**
		 * Whether the primary runs a Redis for sessions, for development: 'auto' where
		 * they go to Redis, none is configured, none answers on localhost:6379 and a
		 * redis-server is found; 'true' even if one answers, and fails if none is found;
		 * 'false' runs none.
		 */
		private EmbeddedRedisMode embeddedRedis = EmbeddedRedisMode.AUTO;

		/**
		 * Directory in which that Redis keeps what is in it from one launch to the next.
		 * Without one it keeps nothing.
		 */
		private @Nullable Path embeddedRedisDirectory;

		public EmbeddedRedisMode getEmbeddedRedis() {
			return this.embeddedRedis;
		}

		public void setEmbeddedRedis(EmbeddedRedisMode embeddedRedis) {
			this.embeddedRedis = embeddedRedis;
		}

		public @Nullable Path getEmbeddedRedisDirectory() {
			return this.embeddedRedisDirectory;
		}

		public void setEmbeddedRedisDirectory(@Nullable Path embeddedRedisDirectory) {
			this.embeddedRedisDirectory = embeddedRedisDirectory;
		}

	}

	/**
	 * How a worker answers for all workers when it is asked for metrics.
	 */
	public static class Scrape {

		/**
		 * Whether the endpoints 'prometheus' and 'metrics' answer for all workers.
		 */
		private boolean enabled = true;

		/**
		 * Longest time to wait for the other workers. One that has not answered by then
		 * is missing in the answer.
		 */
		private Duration timeout = Duration.ofSeconds(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * The JVM of the primary.
	 */
	public static class Primary {

		/**
		 * Whether the JVM that was launched is replaced by a small one with flags of its
		 * own, under the same process id, where that is possible.
		 */
		private boolean lean = true;

		public boolean isLean() {
			return this.lean;
		}

		public void setLean(boolean lean) {
			this.lean = lean;
		}

	}

	/**
	 * The JVM of a worker.
	 */
	public static class Worker {

		/**
		 * What may stand in a request line: printable ASCII without spaces.
		 */
		private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");

		/**
		 * Further JVM arguments of every worker, separated by spaces. '{id}' and '{slot}'
		 * in them are replaced.
		 */
		private String jvmArgs = "";

		/**
		 * Paths that a worker requests from itself before it takes connections, so that
		 * its first clients do not meet cold code, such as '/api/products'. Requested
		 * with GET and the header 'Cluster-Warm-Up: true', one after the other and over
		 * again.
		 */
		private List<String> warmUp = List.of();

		/**
		 * Number of warm-up requests, all paths together.
		 */
		private int warmUpRequests = 1000;

		/**
		 * Longest time that the warm-up may take. After it the worker takes connections
		 * all the same.
		 */
		private Duration warmUpTimeout = Duration.ofSeconds(10);

		/**
		 * How much the threads that serve requests give way to others, such as the JVM's
		 * compilers, until the worker is warm, as a nice value: from 0, which is not at
		 * all, to 19. Linux only; without effect on virtual threads.
		 */
		private int requestNice = 10;

		/**
		 * Which workers log what frameworks and this starter say at level INFO while an
		 * application starts.
		 */
		private LogStartup logStartup = LogStartup.FIRST;

		public String getJvmArgs() {
			return this.jvmArgs;
		}

		public void setJvmArgs(String jvmArgs) {
			this.jvmArgs = jvmArgs;
		}

		public List<String> getWarmUp() {
			return this.warmUp;
		}

		public void setWarmUp(List<String> warmUp) {
			this.warmUp = warmUp;
		}

		public int getWarmUpRequests() {
			return this.warmUpRequests;
		}

		public void setWarmUpRequests(int warmUpRequests) {
			this.warmUpRequests = warmUpRequests;
		}

		public Duration getWarmUpTimeout() {
			return this.warmUpTimeout;
		}

		public void setWarmUpTimeout(Duration warmUpTimeout) {
			this.warmUpTimeout = warmUpTimeout;
		}

		public int getRequestNice() {
			return this.requestNice;
		}

		public void setRequestNice(int requestNice) {
			this.requestNice = requestNice;
		}

		public LogStartup getLogStartup() {
			return this.logStartup;
		}

		public void setLogStartup(LogStartup logStartup) {
			this.logStartup = logStartup;
		}

		private void check(Duration startupTimeout) {
			if (this.requestNice < 0 || this.requestNice > NICEST) {
				throw new InvalidClusterPropertyException("cluster.worker.request-nice", this.requestNice,
						"a whole number from 0 to " + NICEST);
			}
			checkWarmUp(startupTimeout);
		}

		private void checkWarmUp(Duration startupTimeout) {
			for (String path : this.warmUp) {
				if (!PATH.matcher(path).matches()) {
					throw new InvalidClusterPropertyException("cluster.worker.warm-up", path,
							"paths that begin with '/', encoded as in a URL");
				}
			}
			if (this.warmUpRequests < 1) {
				throw new InvalidClusterPropertyException("cluster.worker.warm-up-requests", this.warmUpRequests,
						"a whole number of at least 1");
			}
			if (this.warmUpTimeout.toMillis() < 1) {
				throw new InvalidClusterPropertyException("cluster.worker.warm-up-timeout", this.warmUpTimeout,
						"a duration of at least 1ms");
			}
			if (!this.warmUp.isEmpty() && this.warmUpTimeout.compareTo(startupTimeout) >= 0) {
				throw new InvalidClusterPropertyException("cluster.worker.warm-up-timeout", this.warmUpTimeout,
						"less than cluster.startup-timeout, which is " + startupTimeout + " and includes the warm-up");
			}
		}

	}

	/**
	 * Whether there is a start-up cache.
	 */
	public enum StartupCacheMode {

		/**
		 * There is one where the directory can be used.
		 */
		AUTO,

		/**
		 * There is none, and workers run from a copy of the jar.
		 */
		OFF

	}

}
