package io.durableemitter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/spring.md} lists every property with its default and what it does, as the metadata
 * say it to an editor. Written anew with {@code -Dspring.write=true}.
 */
class SpringPageTest {

  private static final Path PAGE = Path.of("..", "docs", "spring.md");
  private static final String BEGIN = "<!-- generated: SpringPageTest -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void everyPropertyIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String expected = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("spring.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }

  private static String table() throws IOException {
    String rows =
        properties().map(SpringPageTest::row).sorted().collect(Collectors.joining("\n", "", "\n"));
    return "\n| property | default | |\n| --- | --- | --- |\n" + rows + "\n";
  }

  private static String row(JsonNode property) {
    assertThat(property.path("description").asText())
        .as("description of %s", property)
        .isNotEmpty();
    String value = text(property.path("defaultValue"));
    return String.format(
        "| `%s` | %s | %s |",
        property.path("name").asText(),
        value.isEmpty() ? "" : "`" + value + "`",
        property.path("description").asText());
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining("`, `"))
        : value.asText();
  }

  private static Stream<JsonNode> properties() throws IOException {
    try (InputStream file =
        SpringPageTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      JsonNode metadata = new ObjectMapper().readTree(Objects.requireNonNull(file));
      return StreamSupport.stream(metadata.path("properties").spliterator(), false);
    }
  }
}
