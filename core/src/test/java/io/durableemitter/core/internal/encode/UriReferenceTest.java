package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Against what Go itself says; see urls.go among the resources. */
class UriReferenceTest {

  private static final Pattern CODE = Pattern.compile("\\\\u([0-9a-f]{4})");

  @Test
  void sourcesAreWrittenAsGoWritesThem() throws IOException {
    List<String> differing = new ArrayList<>();
    int compared = 0;
    for (String line : lines()) {
      int tab = line.indexOf('\t');
      String given = plain(line.substring(0, tab));
      String expected = line.substring(tab + 1);
      String found;
      try {
        found = "=" + UriReference.of("source", given);
      } catch (InvalidEventException e) {
        found = "!";
      }
      if (!found.equals(plain(expected))) {
        differing.add(line + " but was " + found);
      }
      compared++;
    }
    assertThat(differing).isEmpty();
    assertThat(compared).isGreaterThan(2_000);
  }

  @Test
  void whatIsNoReferenceIsRefusedAndSaysWhatWouldBeRight() {
    assertThatThrownBy(() -> UriReference.of("source", "a\nb"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("'source' is 'a\\u000ab', which is no URI reference")
        .hasMessageContaining("it has a control character")
        .hasMessageContaining("write one such as billing, /orders/eu");
    assertThatThrownBy(() -> UriReference.of("dataschema", "100%"))
        .hasMessageContaining("'dataschema' is '100%'")
        .hasMessageContaining("write %25");
  }

  private static List<String> lines() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(UriReferenceTest.class.getResourceAsStream("/go/urls.tsv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.contains("\t"))
          .toList();
    }
  }

  private static String plain(String text) {
    return CODE.matcher(text).replaceAll(UriReferenceTest::character);
  }

  private static String character(MatchResult code) {
    return java.util.regex.Matcher.quoteReplacement(
        String.valueOf((char) Integer.parseInt(code.group(1), 16)));
  }
}
