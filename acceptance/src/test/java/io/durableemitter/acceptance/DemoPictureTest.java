package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.child.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture of the demo in the README is one of a run, and shows what the demo prints today. Made
 * again by {@code -Dpictures.write=true}.
 */
@Timeout(180)
class DemoPictureTest {

  private static final Path PICTURE = SourceRulesTest.root().resolve("docs/images/demo.svg");
  private static final List<String> ARGUMENTS =
      List.of("demo", "--outage", "3s", "--duration", "6s", "--callers", "16");

  @Test
  void itShowsWhatTheDemoPrints(@TempDir Path folder) throws IOException {
    ChildProcess demo = Commands.start(folder, ARGUMENTS.toArray(String[]::new));
    assertThat(demo.awaitExit()).as("%s", demo).isZero();
    List<String> lines =
        new ArrayList<>(List.of("$ ./durable-emitter " + String.join(" ", ARGUMENTS)));
    demo.errors().lines().forEach(lines::add);
    demo.output().lines().forEach(lines::add);
    String now = TerminalPicture.of("durable-emitter demo", lines);
    if (Boolean.getBoolean("pictures.write")) {
      Files.createDirectories(PICTURE.getParent());
      Files.writeString(PICTURE, now);
    }
    assertThat(demo.output()).contains("lost                       0");
    String report = demo.output().strip().replaceAll("(?m)^\\s+", "");
    assertThat(words(TerminalPicture.lines(Files.readString(PICTURE)))).contains(words(report));
  }

  /** Without the figures, which are others each time. */
  private static String words(String text) {
    return text.replaceAll("[\\d.,]+", "#").replaceAll("\\s+", " ");
  }
}
