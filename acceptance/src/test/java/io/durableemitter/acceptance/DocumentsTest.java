package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links of all pages lead somewhere, and the proofs they name exist. */
class DocumentsTest {

  private static final Path ROOT = SourceRulesTest.root();
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");
  private static final Pattern PROOF =
      Pattern.compile("`(\\w+(?:Test|Contract))(?:[.#](\\w+))?`(?:, `([a-z]\\w+)`)?");

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path page : Documents.pages()) {
      Matcher link = LINK.matcher(text(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(page.getFileName() + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void namedTestsExist() throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path page : Documents.pages()) {
      Matcher proof = PROOF.matcher(text(page));
      while (proof.find()) {
        found++;
        String source = tests.getOrDefault(proof.group(1), "");
        if (source.isEmpty() || lacks(source, proof.group(2)) || lacks(source, proof.group(3))) {
          missing.add(page.getFileName() + ": " + proof.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(50);
  }

  private static boolean lacks(String source, @Nullable String method) {
    return method != null && !source.contains("void " + method + "(");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .filter(
              file -> file.toString().endsWith(".java") && !file.toString().contains("/target/"))
          .filter(file -> file.toString().matches(".*(Test|Contract)\\.java"))
          .forEach(
              // two modules may have a test of one name
              file ->
                  tests.merge(
                      file.getFileName().toString().replace(".java", ""),
                      text(file),
                      String::concat));
    }
    return tests;
  }
}
