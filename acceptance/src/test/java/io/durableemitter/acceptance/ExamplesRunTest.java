package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/run}, as a user starts it. */
@Timeout(300)
class ExamplesRunTest {

  private static final Path ROOT = SourceRulesTest.root();
  private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z-]+) +(\\S.*)$");
  private static final Pattern IN_README = Pattern.compile("(?m)^examples/run (\\S+).* # (\\S.*)$");

  @TempDir private Path folder = Path.of("");

  @Test
  void allAreListedAsInTheReadme() throws Exception {
    assertThat(run("--help")).isZero();
    List<String> listed = all(LISTED, output());
    assertThat(listed)
        .isEqualTo(all(IN_README, SourceRulesTest.read(ROOT.resolve("README.md"))))
        .hasSizeGreaterThan(10);
    assertThat(run()).isEqualTo(2);
    assertThat(output()).isEmpty();
  }

  @Test
  void oneOfAModuleOfItsOwnIsRun() throws Exception {
    assertThat(run("cdi", "--json", "--orders", "30")).isZero();
    assertThat(output().lines())
        .containsExactly(
            "{\"way\":\"cdi\",\"committed\":20,\"rolledBack\":10,\"delivered\":20,"
                + "\"duplicates\":0,\"lost\":0,\"invented\":0}");
  }

  @Test
  void onesWithSeveralEmittersAreRun() throws Exception {
    assertThat(run("several-hosts")).isZero();
    assertThat(output()).contains("two other hosts delivered them and their own: 502");
    assertThat(run("several-shards")).isZero();
    assertThat(output()).contains("arrived: 300, duplicates: 0");
    assertThat(run("plugin-and-host")).isZero();
    assertThat(output()).contains("the host delivered 10");
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(ExamplesRunTest::nameAndLine).toList();
  }

  private static String nameAndLine(MatchResult found) {
    return found.group(1) + ": " + found.group(2);
  }

  private int run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("examples/run").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(folder.resolve("output").toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    if (!process.waitFor(240, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(Files.readString(folder.resolve("errors")));
    }
    return process.exitValue();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
