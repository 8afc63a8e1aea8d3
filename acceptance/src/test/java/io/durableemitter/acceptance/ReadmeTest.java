package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows code that is compiled. */
class ReadmeTest {

  private static final Path ROOT = SourceRulesTest.root();

  @Test
  void theExampleIsTheOneThatIsCompiled() throws Exception {
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/io/durableemitter/examples/InvoiceEvents.java"));
    String body =
        source.substring(source.indexOf("// README begin\n") + 16, source.indexOf("// README end"));
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains(body.stripTrailing().stripIndent());
  }
}
