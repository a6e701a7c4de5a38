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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Bindable.BindRestriction;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.ipc.SchedulingPolicy;

/**
 * Properties of the cluster.
 *
 * @param enabled Whether to run the application as a cluster. 'auto' does so with one
 * that is packaged, extracted or in an image, and not where its classes come from a
 * directory of a build, as in an IDE or with 'spring-boot:run'; 'true' does so there too.
 * @param workers Number of workers, or 'auto' for one per processor that the process may
 * use, lowered where their heaps would not fit in the memory that it may use.
 * @param standby Number of further workers that are started and stand by: when a worker
 * dies, one of them takes connections at once. Each needs the memory of a worker.
 * @param schedulingPolicy How connections are given to the workers: 'os' has the workers
 * accept from one shared listening socket, 'round-robin' has the primary accept and hand
 * each connection over.
 * @param scheduling Which workers run what is scheduled, by '@Scheduled' or a
 * SchedulingConfigurer: 'each' worker, or 'once', the leader only. Methods with
 * '@OncePerCluster' always run in the leader only.
 * @param startupTimeout Longest time from the fork of a worker to its listening, or
 * standing by. After it the worker is killed, which counts as a failure.
 * @param drainTimeout Longest time that a worker may take to finish what it has accepted.
 * After it the worker is terminated.
 * @param killTimeout Longest time from a worker's termination to its exit. After it the
 * worker is killed.
 * @param startupCache Whether what makes workers start faster is kept between launches:
 * the extracted jar and an archive of its classes.
 * @param startupCacheDirectory Directory of the start-up cache, to which nobody else may
 * be able to write. By default 'cluster-spring-boot' below XDG_CACHE_HOME or '~/.cache'.
 * @param startupCacheDelay How long the worker that records the classes for the start-up
 * cache serves before the archive is made.
 * @param restart What follows the exit of a worker.
 * @param reload How a reload goes on from worker to worker.
 * @param heartbeat How the primary knows that a worker lives.
 * @param recycle When a worker is replaced by a fresh one.
 * @param session Where sessions go.
 * @param cache Local caches.
 * @param stomp Clients of Spring's simple STOMP broker.
 * @param scrape How a worker answers for all workers when it is asked for metrics.
 * @param doctor What is looked for that each worker has for itself.
 * @param primary The JVM of the primary.
 * @param worker The JVM of a worker.
 */
@ConfigurationProperties("cluster")
public record ClusterProperties(@DefaultValue("auto") LaunchMode enabled, @DefaultValue("auto") String workers,
		@DefaultValue("0") int standby, @DefaultValue("os") SchedulingPolicy schedulingPolicy,
		@DefaultValue("each") SchedulingMode scheduling, @DefaultValue("2m") Duration startupTimeout,
		@DefaultValue("30s") Duration drainTimeout, @DefaultValue("10s") Duration killTimeout,
		@DefaultValue("auto") StartupCacheMode startupCache, @Nullable Path startupCacheDirectory,
		@DefaultValue("30s") Duration startupCacheDelay, @DefaultValue Restart restart, @DefaultValue Reload reload,
		@DefaultValue Heartbeat heartbeat, @DefaultValue Recycle recycle, @DefaultValue Session session,
		@DefaultValue Cache cache, @DefaultValue Stomp stomp, @DefaultValue Scrape scrape, @DefaultValue Doctor doctor,
		@DefaultValue Primary primary, @DefaultValue Worker worker) {

	/**
	 * Binds the properties as Boot does: an environment variable {@code CLUSTER} is none
	 * of them.
	 */
	static ClusterProperties of(Environment environment) {
		return Binder.get(environment)
			.bindOrCreate("cluster",
					Bindable.of(ClusterProperties.class).withBindRestrictions(BindRestriction.NO_DIRECT_PROPERTY));
	}

	/**
	 * What follows the exit of a worker.
	 *
	 * @param mode Which exits that nobody asked for lead to a replacement.
	 * @param initialDelay Delay before the replacement of a worker after a slot's first
	 * failure. It doubles with each further one.
	 * @param maxDelay Longest delay before the replacement of a worker.
	 * @param stableAfter How long a worker has to listen to be stable, or to stand by if
	 * it never listens. That forgives the slot's failures.
	 * @param maxFailures Consecutive failures after which a slot is given up.
	 */
	public record Restart(@DefaultValue("on-failure") RestartPolicy.Mode mode,
			@DefaultValue("200ms") Duration initialDelay, @DefaultValue("15s") Duration maxDelay,
			@DefaultValue("30s") Duration stableAfter, @DefaultValue("8") int maxFailures) {

	}

	/**
	 * How a reload goes on from worker to worker.
	 *
	 * @param pause How long a reload waits once a replacement listens, before it replaces
	 * the next worker: the new one compiles what it runs meanwhile.
	 */
	public record Reload(@DefaultValue("2s") Duration pause) {

	}

	/**
	 * How the primary knows that a worker lives.
	 *
	 * @param interval Time from one heartbeat of a worker to the next.
	 * @param timeout Longest silence of a worker. After it the worker is killed and
	 * replaced.
	 * @param requestTimeout Longest time that a request may be with its thread. After it
	 * the worker is drained and replaced. 0 for no limit.
	 */
	public record Heartbeat(@DefaultValue("1s") Duration interval, @DefaultValue("30s") Duration timeout,
			@DefaultValue("0s") Duration requestTimeout) {

	}

	/**
	 * When a worker has done enough and is replaced by a fresh one, one at a time.
	 *
	 * @param maxMemory Resident memory above which a worker is recycled. 0 for no limit.
	 * @param maxRequests Number of served requests at which a worker is recycled. 0 for
	 * no limit.
	 * @param maxLifetime Age at which a worker is recycled. 0 for no limit.
	 */
	public record Recycle(@DefaultValue("0B") DataSize maxMemory, @DefaultValue("0") long maxRequests,
			@DefaultValue("0s") Duration maxLifetime) {

	}

	/**
	 * Where sessions go.
	 *
	 * @param embeddedRedis Whether the primary runs a Redis for sessions, for
	 * development: 'auto' where they go to Redis, none is configured, none answers on
	 * localhost:6379 and a redis-server is found; 'true' even if one answers, and fails
	 * if none is found; 'false' runs none.
	 * @param embeddedRedisDirectory Directory in which that Redis keeps what is in it
	 * from one launch to the next. Without one it keeps nothing.
	 */
	public record Session(@DefaultValue("auto") EmbeddedRedisMode embeddedRedis,
			@Nullable Path embeddedRedisDirectory) {

	}

	/**
	 * Local caches.
	 *
	 * @param evict Whether what is put into a local cache of Spring, or evicted from it,
	 * is evicted from that cache in the other workers.
	 */
	public record Cache(@DefaultValue("true") boolean evict) {

	}

	/**
	 * Clients of Spring's simple STOMP broker.
	 *
	 * @param broadcast Whether what is sent to the broker in one worker is sent to the
	 * brokers of the other workers.
	 */
	public record Stomp(@DefaultValue("true") boolean broadcast) {

	}

	/**
	 * How a worker answers for all workers when it is asked for metrics.
	 *
	 * @param enabled Whether the endpoints 'prometheus' and 'metrics' answer for all
	 * workers.
	 * @param timeout Longest time to wait for the other workers. One that has not
	 * answered by then is missing in the answer. By default what the scraper says that it
	 * waits, or 8 seconds.
	 */
	public record Scrape(@DefaultValue("true") boolean enabled, @Nullable Duration timeout) {

	}

	/**
	 * What is looked for that each worker has for itself although the application may
	 * take it for one thing.
	 *
	 * @param enabled Whether it is looked for at the start.
	 * @param ignore Ids of what is not to be said, such as 'scheduled-methods'.
	 */
	public record Doctor(@DefaultValue("true") boolean enabled, @DefaultValue List<String> ignore) {

	}

	/**
	 * The JVM of the primary.
	 *
	 * @param lean Whether the JVM that was launched is replaced by a small one with flags
	 * of its own, under the same process id, where that is possible.
	 */
	public record Primary(@DefaultValue("true") boolean lean) {

	}

	/**
	 * The JVM of a worker.
	 *
	 * @param jvmArgs Further JVM arguments of every worker, separated by spaces. '{id}'
	 * and '{slot}' in them are replaced.
	 * @param warmUp Paths that a worker requests from itself before it takes connections,
	 * so that its first clients do not meet cold code, such as '/api/products'. Requested
	 * with GET and the header 'Cluster-Warm-Up: true', one after the other and over
	 * again.
	 * @param warmUpRequests Number of warm-up requests, all paths together.
	 * @param warmUpTimeout Longest time that the warm-up may take. After it the worker
	 * takes connections all the same.
	 * @param logStartup Which workers log what frameworks and this starter say at level
	 * INFO while an application starts.
	 */
	public record Worker(@DefaultValue("") String jvmArgs, @DefaultValue List<String> warmUp,
			@DefaultValue("1000") int warmUpRequests, @DefaultValue("10s") Duration warmUpTimeout,
			@DefaultValue("first") LogStartup logStartup) {

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
