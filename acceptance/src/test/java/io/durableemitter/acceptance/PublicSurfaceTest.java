package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api.md} lists every public type that is not internal, with the first sentence of its
 * javadoc. A type that becomes public, or is not any more, shows in the diff of that page. Written
 * anew with {@code -Dapi.write=true}.
 */
class PublicSurfaceTest {

  private static final Path ROOT = SourceRulesTest.root();
  private static final Path PAGE = ROOT.resolve("docs/api.md");
  private static final String BEGIN = "<!-- generated: PublicSurfaceTest -->\n";
  private static final List<String> MODULES =
      List.of(
          "api",
          "core",
          "console",
          "setup",
          "spring-boot-starter",
          "postgres",
          "chipingress",
          "kafka",
          "http",
          "ingress",
          "ingress-kafka",
          "ingress-schemas",
          "embedded",
          "broker",
          "testkit",
          "junit");
  private static final Pattern TYPE =
      Pattern.compile(
          "^public (?:(?:final|abstract|sealed|non-sealed) )*"
              + "(class|interface|record|enum|@interface) (\\w+)",
          Pattern.MULTILINE);
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern TAG = Pattern.compile("\\{@\\w+ ([^}]*)}");
  private static final Pattern SENTENCE = Pattern.compile("^(.*?[.:;])(?= |$)");

  private record PublicType(String place, String name, String kind, String sentence) {
    String row() {
      return "| `" + name + "` | " + kind + " | " + sentence + " |";
    }
  }

  @Test
  void thePageListsWhatIsPublic() throws IOException {
    String page = Files.readString(PAGE);
    String head = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String listed =
        head + MODULES.stream().map(PublicSurfaceTest::section).collect(Collectors.joining());
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(PAGE, listed);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(listed);
  }

  private static String section(String module) {
    List<PublicType> types =
        sources(module)
            .flatMap(PublicSurfaceTest::publicTypes)
            .sorted(Comparator.comparing(PublicType::place).thenComparing(PublicType::name))
            .toList();
    StringBuilder text = new StringBuilder("\n## `" + module + "/`: " + types.size() + " types\n");
    String place = "";
    for (PublicType type : types) {
      if (!type.place().equals(place)) {
        place = type.place();
        text.append("\n### `").append(place).append("`\n\n| type | | |\n| --- | --- | --- |\n");
      }
      text.append(type.row()).append('\n');
    }
    return text.toString();
  }

  private static Stream<Path> sources(String module) {
    return SourceRulesTest.javaFiles(ROOT.resolve(module + "/src/main/java"))
        .filter(file -> !file.toString().contains("/internal/"));
  }

  private static Stream<PublicType> publicTypes(Path file) {
    String source = SourceRulesTest.read(file);
    Matcher type = TYPE.matcher(source);
    Matcher place = PACKAGE.matcher(source);
    return type.find() && place.find()
        ? Stream.of(
            new PublicType(
                place.group(1),
                type.group(2),
                type.group(1),
                firstSentence(source.substring(0, type.start()))))
        : Stream.of();
  }

  private static String firstSentence(String before) {
    int end = before.lastIndexOf("*/");
    assertThat(end).as("end of the javadoc in %s", before).isPositive();
    String javadoc = before.substring(before.lastIndexOf("/**", end) + 3, end);
    String text = TAG.matcher(javadoc.replaceAll("\\s*\\n\\s*\\* ?", " ").strip()).replaceAll("$1");
    Matcher sentence = SENTENCE.matcher(text.replace("io.durableemitter.", "").strip());
    return sentence.find() ? sentence.group(1) : text;
  }
}
