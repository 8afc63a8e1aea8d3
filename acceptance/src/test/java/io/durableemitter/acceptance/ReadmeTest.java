package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows code that is compiled, and links to pages that exist. */
class ReadmeTest {

  private static final Path ROOT = SourceRulesTest.root();

  @Test
  void theExampleIsTheOneThatIsCompiled() throws Exception {
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/io/durableemitter/examples/QuickStart.java"));
    String body =
        source.substring(
            source.indexOf("// README begin\n") + 16, source.indexOf("    // README end"));
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains(body.stripTrailing().stripIndent());
  }

  @Test
  void linksLeadSomewhere() throws Exception {
    Matcher links =
        Pattern.compile("\\]\\((?!https?:)([^)#]+)")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    while (links.find()) {
      assertThat(ROOT.resolve(links.group(1))).exists();
    }
  }
}
