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

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.slf4j.event.Level;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterDoctorAutoConfiguration}, {@link Doctor},
 * {@link LockedDatabaseCheck}, {@link DatabaseUrl} and {@link LockedDatabaseException}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterDoctorAutoConfigurationTests {

	private static final String DATABASE_WARNING = "each worker has a database of its own in its memory";

	private final ApplicationContextRunner elsewhere = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterDoctorAutoConfiguration.class));

	private InJvmPrimary primary;

	private ApplicationContextRunner worker;

	private int wanted = 2;

	private int standby = 1;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status()) : null);
		this.worker = worker();
	}

	private ApplicationContextRunner worker() throws Exception {
		Worker connection = this.primary.connectWorker();
		return this.elsewhere.withBean(Worker.class, () -> connection);
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void databaseInMemoryIsSplitAndThatIsSaidOncePerLaunch(CapturedOutput output) throws Exception {
		for (ApplicationContextRunner each : List.of(this.worker, this.worker, worker())) {
			each.withBean(DataSource.class, () -> database("jdbc:h2:mem:test;PASSWORD=secret"))
				.run((context) -> assertThat(context).hasNotFailed());
		}
		assertThat(output.getOut()).containsOnlyOnce(DATABASE_WARNING)
			.containsOnlyOnce("WARN")
			.contains("(jdbc:h2:mem:test): each worker", "cluster.doctor.ignore=in-memory-database")
			.doesNotContain("secret");
	}

	@Test
	void databaseBehindAProxyIsFound(CapturedOutput output) {
		this.worker
			.withBean(DataSource.class,
					() -> new LazyConnectionDataSourceProxy(
							new LazyConnectionDataSourceProxy(database("jdbc:hsqldb:mem:test"))))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).containsOnlyOnce("(jdbc:hsqldb:mem:test): each worker");
	}

	@Test
	void embeddedDatabaseIsInMemory(CapturedOutput output) {
		this.worker.withBean(DataSource.class, () -> Mockito.mock(EmbeddedDatabase.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).containsOnlyOnce(DATABASE_WARNING);
	}

	@Test
	void databaseThatLocksOutOthersIsRefusedBeforeItIsUsed() {
		this.worker.withBean(DataSource.class, () -> database("jdbc:h2:file:./test;PASSWORD=secret"))
			.withUserConfiguration(Migration.class)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(Migration.ran).isFalse();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(LockedDatabaseException.class)
					.hasMessageContainingAll("The database jdbc:h2:file:./test is in files", "3 workers",
							"for H2 add ';AUTO_SERVER=TRUE'", "'cluster.workers=1'", "'cluster.enabled=false'");
			});
	}

	@Test
	void whatIsIgnoredIsNeitherSaidNorRefused(CapturedOutput output) {
		this.worker.withPropertyValues("cluster.doctor.ignore=in-memory-database,locked-database")
			.withBean("memory", DataSource.class, () -> database("jdbc:h2:mem:test"))
			.withBean("file", DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Doctor.class).examine()).isEmpty();
			});
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	@Test
	void canBeSwitchedOff(CapturedOutput output) {
		this.worker.withPropertyValues("cluster.doctor.enabled=false", "management.endpoints.web.exposure.include=*")
			.withBean("file", DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Doctor.class)
				.doesNotHaveBean(ClusterDoctorEndpoint.class));
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	@Test
	void nothingIsSaidWhileThePrimaryDoesNotAnswer(CapturedOutput output) throws Exception {
		this.primary.disconnectWorkers();
		this.worker.withBean("memory", DataSource.class, () -> database("jdbc:h2:mem:test"))
			.withBean("file", DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	@Test
	void endpointTellsOfOneWorkerToo() {
		this.wanted = 1;
		this.standby = 0;
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=clusterdoctor")
			.withBean("memory", DataSource.class, () -> database("jdbc:h2:mem:test"))
			.run((context) -> assertThat(context.getBean(ClusterDoctorEndpoint.class).findings().findings())
				.singleElement()
				.satisfies((finding) -> assertThat(finding.level()).isEqualTo(Level.WARN)));
	}

	@Test
	void endpointIsNotThereByDefault() {
		this.worker.run((context) -> assertThat(context).doesNotHaveBean(ClusterDoctorEndpoint.class));
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=clusterdoctor")
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Doctor.class)
				.doesNotHaveBean("clusterDoctorEndpoint"));
	}

	@Test
	void oneWorkerSplitsNothing(CapturedOutput output) {
		this.wanted = 1;
		this.standby = 0;
		this.worker.withBean("memory", DataSource.class, () -> database("jdbc:h2:mem:test"))
			.withBean("file", DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	@Test
	void serversAreShared(CapturedOutput output) {
		this.worker.withBean(DataSource.class, () -> database("jdbc:postgresql://localhost/test"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	@Test
	void processThatIsNoWorkerIsLeftAlone(CapturedOutput output) {
		this.elsewhere.withBean(DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LockedDatabaseCheck.class)
				.doesNotHaveBean(Doctor.class));
		// as in an application that was processed ahead of time
		this.elsewhere.withSystemProperties("spring.aot.processing=true")
			.withBean(DataSource.class, () -> database("jdbc:h2:file:./test"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Doctor.class));
		assertThat(output.getOut()).doesNotContain("Way out");
	}

	private static DataSource database(String url) {
		return new DriverManagerDataSource(url);
	}

	private ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, this.wanted,
				this.standby, 0, List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of());
	}

	/**
	 * Opens the database when the application starts.
	 */
	static class Migration {

		static boolean ran;

		@Autowired
		Migration(DataSource dataSource) {
			ran = true;
		}

	}

}
