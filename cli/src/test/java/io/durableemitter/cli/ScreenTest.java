package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What people see on standard error. */
class ScreenTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void aLogLineTakesThePlaceOfTheProgressLineAndDoesNotRunIntoIt() {
    Screen screen = new Screen(bytes, true);
    new Progress(screen.writer(), false).show("12 read");
    log(screen).println("10:00:00.000 WARN X - something");
    assertThat(text()).isEqualTo("\r12 read\r       \r10:00:00.000 WARN X - something\n");
  }

  @Test
  void aMessageTakesItsPlaceToo() {
    Screen screen = new Screen(bytes, true);
    Progress progress = new Progress(screen.writer(), false);
    progress.show("12 read");
    progress.say("line 3: not JSON");
    assertThat(text()).isEqualTo("\r12 read\r       \rline 3: not JSON\n");
  }

  @Test
  void expectedWarningsAreWithheldWithTheirTracesAndErrorsAreNot() {
    Screen screen = new Screen(bytes, false);
    AtomicBoolean outage = new AtomicBoolean(true);
    screen.log().withholdWhile(outage::get);
    PrintStream log = log(screen);
    log.println("10:00:00.000 WARN Verdicts - a batch failed");
    log.println("java.io.IOException: refused");
    log.println("\tat x.Y.z(Y.java:1)");
    log.println("10:00:00.001 ERROR X - a defect");
    log.println("java.lang.IllegalStateException: told");
    outage.set(false);
    log.println("10:00:00.002 WARN X - later");
    assertThat(text().lines())
        .containsExactly(
            "10:00:00.001 ERROR X - a defect",
            "java.lang.IllegalStateException: told",
            "10:00:00.002 WARN X - later");
    assertThat(screen.log().withheld()).isEqualTo(1);
  }

  private static PrintStream log(Screen screen) {
    return new PrintStream(screen.log(), true, StandardCharsets.UTF_8);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
