package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/parity.md} promises tests; they exist, and no symbol is missing. */
class ParityPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private static final String LEFT_OUT = "not carried over, because ";

  /** Those of both generations, as {@code reference-symbols.txt} lists them. */
  @Test
  void everySymbolHasOneRow() throws IOException {
    Map<String, String> rows = new HashMap<>();
    for (String row : rows()) {
      assertThat(rows.put(symbol(row), row)).as("the second row of %s", symbol(row)).isNull();
    }
    List<String> missing = new ArrayList<>();
    for (String symbol : symbols()) {
      String owner = symbol.substring(0, Math.max(0, symbol.lastIndexOf('.')));
      boolean told =
          rows.containsKey(symbol)
              || rows.getOrDefault(owner, "").contains(LEFT_OUT)
              || rows.keySet().stream().anyMatch(row -> row.startsWith(symbol + "."));
      if (!told) {
        missing.add(symbol);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void thePageNamesTheRepositoryAndItsGenerations() throws IOException {
    List<String> listing = listing();
    String page = Files.readString(ROOT.resolve("docs/parity.md"));
    for (String word : List.of("smartcontractkit/chainlink-common", "7d7514e23", "ceb4f7f4e")) {
      assertThat(page).contains(word);
      assertThat(String.join(" ", listing)).contains(word);
    }
  }

  private static String symbol(String row) {
    return row.split("\\|", -1)[1].strip().replace("`", "");
  }

  private static List<String> symbols() throws IOException {
    return listing().stream().filter(line -> !line.startsWith("#")).toList();
  }

  private static List<String> listing() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/reference-symbols.txt"));
  }

  @Test
  void everyRowNamesATestThatExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> wrong = new ArrayList<>();
    for (String row : rows()) {
      Matcher test = TEST.matcher(row);
      boolean found = false;
      while (test.find()) {
        found = true;
        String source = sources.getOrDefault(test.group(1), "");
        if (!source.contains("void " + test.group(2) + "(")) {
          wrong.add(test.group() + " does not exist: " + row);
        }
      }
      if (!found && !row.contains(LEFT_OUT)) {
        wrong.add("no test is named: " + row);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/parity.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.endsWith("| Test |"))
        .toList();
  }

  /**
   * Test classes by name; the contracts that stores pass are published, so they are no test
   * sources.
   */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> java =
          files
              .filter(path -> path.toString().endsWith(".java"))
              .filter(
                  path ->
                      path.toString().contains("src/test")
                          || path.toString().endsWith("Contract.java"))
              .toList();
      for (Path path : java) {
        String name = path.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(path), String::concat);
      }
    }
    return sources;
  }
}
