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

package io.github.clusterboot.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exposition}.
 */
class ExpositionTests {

	private final Exposition exposition = new Exposition();

	@Test
	void familyIsThereOnceWithTheSamplesOfAll() {
		add("0", """
				# HELP b_total What b means
				# TYPE b_total counter
				b_total 1.0
				# TYPE a gauge
				a 2.0
				""");
		add("1", """
				# HELP b_total What b meant
				# TYPE b_total counter
				b_total{x="y"} 3.0 1700000000000
				""");
		assertThat(this.exposition).hasToString("""
				# TYPE a gauge
				a{worker="0"} 2.0
				# HELP b_total What b means
				# TYPE b_total counter
				b_total{worker="0"} 1.0
				b_total{worker="1",x="y"} 3.0 1700000000000
				""");
	}

	@Test
	void openMetricsKeepsUnitsAndExemplarsAndLosesItsEnd() {
		String text = """
				# TYPE h_seconds histogram
				# UNIT h_seconds seconds
				# HELP h_seconds Help
				h_seconds_bucket{le="1.0"} 1 # {span_id="1",trace_id="worker=\\"2\\"}"} 0.5 1.000
				h_seconds_bucket{le="+Inf"} 3
				h_seconds_count 3 # {trace_id="a"} 0.5
				h_seconds_sum 3.0
				h_seconds_created 1.000
				""";
		add("0", text + "# EOF\n");
		assertThat(this.exposition).hasToString(text.replace("{le", "{worker=\"0\",le")
			.replace("_count ", "_count{worker=\"0\"} ")
			.replace("_sum ", "_sum{worker=\"0\"} ")
			.replace("_created ", "_created{worker=\"0\"} "));
	}

	@Test
	void valueOfALabelMayHoldAnything() {
		add("0", """
				# TYPE a gauge
				a{x="b\\"},worker=\\"1\\" \\\\",y="\\n{ # }"} NaN
				""");
		assertThat(this.exposition).hasToString("""
				# TYPE a gauge
				a{worker="0",x="b\\"},worker=\\"1\\" \\\\",y="\\n{ # }"} NaN
				""");
	}

	@Test
	void labelOfTheApplicationIsRenamed() {
		add("0", """
				# TYPE a gauge
				a{worker="bee"} 1
				a{exported_worker="wasp",worker="bee"} 1
				a{exported_worker="wasp"} 1
				a{coworker="ant"} 1
				""");
		assertThat(this.exposition).hasToString("""
				# TYPE a gauge
				a{worker="0",exported_worker="bee"} 1
				a{worker="0",exported_exported_worker="wasp",exported_worker="bee"} 1
				a{worker="0",exported_exported_worker="wasp"} 1
				a{worker="0",coworker="ant"} 1
				""");
	}

	@Test
	void samplesOfAnotherTypeAreLeftOut() {
		add("0", "# TYPE a gauge\na 1\n");
		add("1", "# TYPE a counter\na 2\n# TYPE b gauge\nb 2\n");
		assertThat(this.exposition)
			.hasToString("# TYPE a gauge\na{worker=\"0\"} 1\n# TYPE b gauge\nb{worker=\"1\"} 2\n");
	}

	@Test
	void familyThatIsNotIncludedIsLeftOut() {
		this.exposition.add("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n", "primary", "b"::equals);
		assertThat(this.exposition).hasToString("# TYPE b gauge\nb{worker=\"primary\"} 1\n");
	}

	@Test
	void valueOfALabelThatLooksLikeALabelIsLeftAsItIs() {
		add("0", """
				# TYPE a gauge
				a{x="b,worker=",worker="bee",y=",worker="} 1
				""");
		assertThat(this.exposition).hasToString("""
				# TYPE a gauge
				a{worker="0",x="b,worker=",exported_worker="bee",y=",worker="} 1
				""");
	}

	@Test
	void lineMayHoldWhatEndsLinesElsewhere() {
		String odd = "\u0085\u2028\r";
		add("0", "# HELP a b" + odd + "c\n# TYPE a gauge\na{x=\"" + odd + "\\" + odd + "\",worker=\"bee\"} 1\n");
		assertThat(this.exposition).hasToString("# HELP a b" + odd + "c\n# TYPE a gauge\na{worker=\"0\",x=\"" + odd
				+ "\\" + odd + "\",exported_worker=\"bee\"} 1\n");
	}

	@Test
	void longLabelsAreRead() {
		String label = "\\n".repeat(100_000);
		add("0", "# TYPE a gauge\na{x=\"" + label + "\"} 1\n");
		assertThat(this.exposition).hasToString("# TYPE a gauge\na{worker=\"0\",x=\"" + label + "\"} 1\n");
	}

	private void add(String worker, String text) {
		this.exposition.add(text, worker, (family) -> true);
	}

}
