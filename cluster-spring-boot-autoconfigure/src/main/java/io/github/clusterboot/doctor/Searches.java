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

package io.github.clusterboot.doctor;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.clusterboot.doctor.Beans.Bean;

/**
 * The ways in which beans are searched for.
 */
final class Searches {

	private Searches() {
	}

	/**
	 * Beans of one of some types.
	 */
	static Function<Beans, Stream<String>> types(String... types) {
		return (beans) -> Stream.of(types).flatMap(beans::of).map(Bean::name);
	}

	@SafeVarargs
	static Function<Beans, Stream<String>> any(Function<Beans, Stream<String>>... searches) {
		return (beans) -> Stream.of(searches).flatMap((search) -> search.apply(beans));
	}

	/**
	 * Beans of a type that have something in a collection.
	 */
	static Function<Beans, Stream<String>> filled(String type, String collection) {
		return (beans) -> beans.of(type).filter((bean) -> isFilled(bean, collection)).map(Bean::name);
	}

	private static boolean isFilled(Bean bean, String collection) {
		Collection<?> content = bean.property(collection, Collection.class);
		return content != null && !content.isEmpty();
	}

	/**
	 * Servers that open a port of their own.
	 * @param property names the port
	 * @param standard the port where the property is not set
	 */
	static Function<Beans, Stream<String>> servers(String type, String property, int standard) {
		return (beans) -> (beans.property(property, standard) > 0) ? beans.of(type).map(Bean::name) : Stream.empty();
	}

	/**
	 * gRPC also has servers without a port, and one whose port is shared.
	 */
	static Stream<String> grpcServers(Beans beans) {
		return (beans.property("spring.grpc.server.port", 9090) > 0)
				? beans.of("org.springframework.grpc.server.lifecycle.GrpcServerLifecycle")
					.filter((bean) -> !hasNoPortOfItsOwn(bean))
					.map(Bean::name)
				: Stream.empty();
	}

	private static boolean hasNoPortOfItsOwn(Bean server) {
		Object factory = server.property("factory", Object.class);
		return factory != null
				&& (Beans.isA(factory.getClass(), "org.springframework.grpc.server.InProcessGrpcServerFactory")
						|| Beans.isA(factory.getClass(), "org.springframework.grpc.server.NettyGrpcServerFactory"));
	}

	static Function<Beans, Stream<String>> databases(DatabaseSharing sharing) {
		return (beans) -> beans.of(DataSource.class.getName())
			.flatMap((bean) -> (bean.instance() instanceof DataSource dataSource) ? DatabaseUrl.of(dataSource)
				.filter((url) -> DatabaseSharing.of(url) == sharing)
				.map((url) -> bean.name() + " (" + DatabaseUrl.withoutParameters(url) + ")")
				.stream() : Stream.empty());
	}

	/**
	 * Schedulers of Quartz that have jobs and do not know of each other.
	 */
	static Stream<String> quartz(Beans beans) {
		return beans.of("org.springframework.scheduling.quartz.SchedulerFactoryBean")
			.filter((bean) -> Boolean.FALSE
				.equals(bean.property("scheduler.metaData.jobStoreClustered", Boolean.class)))
			.filter((bean) -> isFilled(bean, "scheduler.jobGroupNames"))
			.map(Bean::name);
	}

	/**
	 * Jobs of Spring Batch that Spring Boot runs when the application starts.
	 */
	static Stream<String> jobsAtStart(Beans beans) {
		boolean run = beans.have("org.springframework.boot.batch.autoconfigure.JobLauncherApplicationRunner");
		return run ? beans.of("org.springframework.batch.core.job.Job").map(Bean::name) : Stream.empty();
	}

	/**
	 * Streams of Kafka that have their state where all have it by default.
	 */
	static Stream<String> streamsInOneDirectory(Beans beans) {
		return beans.of("org.springframework.kafka.config.StreamsBuilderFactoryBean").filter((bean) -> {
			Map<?, ?> configuration = bean.property("streamsConfiguration", Map.class);
			return configuration != null && !configuration.containsKey("state.dir");
		}).map(Bean::name);
	}

	/**
	 * Caches that are evicted in one worker alone.
	 */
	static Stream<String> separateCaches(Beans beans) {
		return beans.property("cluster.cache.evict", true) ? Stream.empty()
				: types("org.springframework.cache.concurrent.ConcurrentMapCacheManager",
						"org.springframework.cache.caffeine.CaffeineCacheManager")
					.apply(beans);
	}

}
