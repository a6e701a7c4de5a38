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

package io.github.clusterboot.ipc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Records}.
 */
class RecordsTests {

	@Test
	void everyTypeOfComponentIsReadAsItWasWritten() {
		Everything everything = new Everything(1, 1L << 40, 0.1, true, 2, 3L, 4.5, false, "text", Path.of("/a/b"),
				Instant.parse("2026-11-22T08:00:00.123456789Z"), Duration.ofMillis(41_001), Color.GREEN,
				List.of(new Point(1, 2), new Point(3, 4)), Map.of(1, List.of("a", "b"), 2, List.of()),
				new Circle(new Point(5, 6), 7));
		assertThat(Records.read(Everything.class, Records.write(everything))).isEqualTo(everything);
	}

	@Test
	void whatIsNullOrEmptyIsReadAsThat() {
		Everything nothing = new Everything(0, 0, 0, false, null, null, null, null, null, null, null, null, null,
				List.of(), Map.of(), null);
		assertThat(Records.read(Everything.class, Records.write(nothing))).isEqualTo(nothing);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a=b", "two\nlines\r\nand\rmore", "C:\\new\\table", "\\", "\u0000\u2028ä" })
	void textIsReadAsItWasWritten(String text) {
		Name name = new Name(text);
		assertThat(Records.read(Name.class, Records.write(name))).isEqualTo(name);
	}

	@Test
	void aLineIsAComponent() {
		assertThat(new String(Records.write(new Circle(new Point(1, 2), 3)), StandardCharsets.UTF_8))
			.isEqualTo("=Circle\n.center=Point\n.center.x=1\n.center.y=2\n.radius=3\n");
	}

	@Test
	void theTypeInTheTextIsOneOfThosePermitted() {
		assertThat(read(Shape.class, "=Circle\n.center=Point\n.center.x=1\n.center.y=2\n.radius=3\n"))
			.isEqualTo(new Circle(new Point(1, 2), 3));
		assertThat(read(Shape.class, "=Square\n.side=3")).isEqualTo(new Square(3));
		for (String other : List.of("Point", "java.lang.String", Square.class.getName(), "Shape", "Polygon", "")) {
			assertThatIllegalArgumentException().isThrownBy(() -> read(Shape.class, "=" + other + "\n.side=3"))
				.withMessageContaining("Unknown: " + other);
		}
	}

	@Test
	void theTypeOfARecordFollowsFromTheReaderAlone() {
		assertThat(read(Square.class, "=java.lang.Runtime\n.side=3")).isEqualTo(new Square(3));
	}

	@Test
	void whatTheReaderDoesNotKnowIsIgnored() {
		assertThat(read(Square.class, "=Square\n.side=3\n.color=RED\n.side.unit=m\n")).isEqualTo(new Square(3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "=Square\n", "=Square\n.side=\n", "=Square\n.side=x\n",
			"=Square\n.side=99999999999\n", "=Square\n.side=3\\q\n", ".side=3", "=Square\n.side=3\ngarbage" })
	void whatCannotBeReadIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(Square.class, text)).withMessageContaining("Square");
	}

	@ParameterizedTest
	@ValueSource(strings = { "=Picture\n.shapes=1\n", "=Picture\n.shapes=2000000000\n", "=Picture\n.shapes=x\n",
			"=Picture\n.shapes=1\n.shapes.0=Point\n" })
	void aListThatIsNotThereIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(Picture.class, text));
	}

	@Test
	void whatAConstructorRefusesIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> read(Positive.class, "=Positive\n.value=-1"));
	}

	private static <T> T read(Class<T> type, String text) {
		return Records.read(type, text.getBytes(StandardCharsets.UTF_8));
	}

	record Everything(int i, long l, double d, boolean b, @Nullable Integer boxedInt, @Nullable Long boxedLong,
			@Nullable Double boxedDouble, @Nullable Boolean boxedBoolean, @Nullable String text, @Nullable Path path,
			@Nullable Instant at, @Nullable Duration duration, @Nullable Color color, List<Point> points,
			Map<Integer, List<String>> map, @Nullable Shape shape) {
	}

	private record Name(String text) {
	}

	private record Point(int x, int y) {
	}

	private sealed interface Shape {

	}

	private record Circle(Point center, int radius) implements Shape {
	}

	private record Square(int side) implements Shape {
	}

	private record Picture(List<Shape> shapes) {
	}

	private record Positive(int value) {

		Positive {
			if (value < 0) {
				throw new IllegalStateException("negative");
			}
		}

	}

	private enum Color {

		RED, GREEN

	}

}
