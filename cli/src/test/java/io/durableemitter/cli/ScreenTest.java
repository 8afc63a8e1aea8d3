package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  @Test
  void asJsonEachReportIsAnObjectWithItsTrace() throws Exception {
    Screen screen = new Screen(bytes, true);
    screen.log().format(LogFormat.JSON);
    new Progress(screen.writer(), false).show("12 read");
    AtomicBoolean outage = new AtomicBoolean();
    screen.log().withholdWhile(outage::get);
    PrintStream log = log(screen);
    log.println("2026-11-28T20:00:00.000Z [main] WARN io.x.Y - a \"batch\" - failed");
    log.println("java.io.IOException: refused");
    log.println("\tat x.Y.z(Y.java:1)");
    log.flush();
    outage.set(true);
    log.println("2026-11-28T20:00:00.001Z [main] WARN io.x.Y - withheld");
    log.println("\tat x.Y.z(Y.java:1)");
    log.println("2026-11-28T20:00:00.002Z [a [b] c] ERROR io.x.Z - told");
    log.flush();
    outage.set(false);
    log.println("2026-11-28T20:00:00.003Z [main] INFO io.x.Z - later");
    log.println("2026-11-28T20:00:00.004Z [main] INFO io.x.Z - last");
    log.flush();
    List<String> lines = text().replaceFirst("\r12 read\r +\r", "").lines().toList();
    assertThat(lines).hasSize(4);
    JsonNode first = EventParser.JSON.readTree(lines.get(0));
    assertThat(first.get("time").asText()).isEqualTo("2026-11-28T20:00:00.000Z");
    assertThat(first.get("level").asText()).isEqualTo("WARN");
    assertThat(first.get("logger").asText()).isEqualTo("io.x.Y");
    assertThat(first.get("thread").asText()).isEqualTo("main");
    assertThat(first.get("message").asText()).isEqualTo("a \"batch\" - failed");
    assertThat(first.get("error").asText())
        .isEqualTo("java.io.IOException: refused\n\tat x.Y.z(Y.java:1)");
    assertThat(EventParser.JSON.readTree(lines.get(1)).get("message").asText()).isEqualTo("told");
    assertThat(EventParser.JSON.readTree(lines.get(2)).has("error")).isFalse();
    assertThat(lines.get(3)).contains("\"message\":\"last\"");
    assertThat(screen.log().withheld()).isEqualTo(1);
  }

  private static PrintStream log(Screen screen) {
    return new PrintStream(screen.log(), false, StandardCharsets.UTF_8);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
