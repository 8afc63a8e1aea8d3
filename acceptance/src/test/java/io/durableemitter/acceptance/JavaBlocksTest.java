package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Java on the pages below is taken from {@code examples/}, line by line, so it is compiled and run.
 * Code of other projects is marked: {@code ```java theirs}.
 */
class JavaBlocksTest {

  private static final Path ROOT = SourceRulesTest.root();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```java\n(.*?)^ *```");
  private static final Pattern PAGE =
      Pattern.compile("docs/(jakarta|testing|transactions|transports|why|migrating/.*)\\.md");

  @Test
  void javaOnThePagesIsThatOfTheExamples() {
    List<String> sources =
        Stream.of("examples/src", "examples/orders/src")
            .flatMap(folder -> SourceRulesTest.javaFiles(ROOT.resolve(folder)))
            .map(SourceRulesTest::read)
            .map(JavaBlocksTest::lines)
            .toList();
    List<String> foreign = new ArrayList<>();
    int blocks = 0;
    for (Path page : Documents.pages()) {
      if (PAGE.matcher(ROOT.relativize(page).toString()).matches()) {
        Matcher block = BLOCK.matcher(SourceRulesTest.read(page));
        while (block.find()) {
          blocks++;
          String lines = lines(block.group(1));
          if (sources.stream().noneMatch(source -> source.contains(lines))) {
            foreign.add(ROOT.relativize(page) + ":\n" + block.group(1));
          }
        }
      }
    }
    assertThat(foreign).isEmpty();
    assertThat(blocks).isGreaterThan(15);
  }

  /** Without indentation. */
  private static String lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
