package io.durableemitter.api.internal.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

  private static Optional<List<String>> lines(String json) {
    return JsonLines.of(json.getBytes(UTF_8), 10_000);
  }

  private static String pretty(String json) {
    return String.join("\n", lines(json).orElseThrow());
  }

  @Test
  void objectsAndArraysHaveALineForEachOfTheirOwn() {
    assertThat(pretty(" {\"a\":[1 ,{\"b\" : null}],\"c\":{ },\"d\":[\n],\"e\":\"{[,:]}\"} "))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ],
              "c": {},
              "d": [],
              "e": "{[,:]}"
            }""");
    assertThat(pretty("true")).isEqualTo("true");
    assertThat(pretty("{\"a\":1,\"a\":2}")).contains("\"a\": 1", "\"a\": 2");
  }

  @Test
  void numbersStayAsTheyAreWritten() {
    assertThat(pretty("12345678901234567890.10")).isEqualTo("12345678901234567890.10");
    assertThat(pretty("-0.0E+0")).isEqualTo("-0.0E+0");
  }

  @Test
  void whatIsEscapedWithoutNeedIsReadable() {
    assertThat(pretty("\"\\u00e4\\/\\u4e2d\"")).isEqualTo("\"ä/中\"");
    String needed = "\"\\\"\\\\\\n\\u0022\\u005c\\u001b\\u009b\\ud83d\\ude00\"";
    assertThat(pretty(needed)).isEqualTo(needed);
  }

  @Test
  void whatIsNoJsonHasNoLines() {
    for (String none : List.of("", " ", "{", "[1,]", "{\"a\"}", "1 2", "text", "\"\\u12\"")) {
      assertThat(lines(none)).as(none).isEmpty();
    }
  }

  @Test
  void whatGrowsBeyondItsBoundHasNone() {
    String deep = "[".repeat(1_000) + "]".repeat(1_000);
    assertThat(JsonLines.of(deep.getBytes(UTF_8), 10_000)).isEmpty();
    assertThat(JsonLines.of(deep.getBytes(UTF_8), 2_000_000)).isPresent();
    String deeper = "[" + deep + "]";
    assertThat(JsonLines.of(deeper.getBytes(UTF_8), 2_000_000)).isEmpty();
    assertThat(JsonLines.of("[1,2]".getBytes(UTF_8), 12)).isPresent();
    assertThat(JsonLines.of("[1,2]".getBytes(UTF_8), 11)).isEmpty();
  }
}
