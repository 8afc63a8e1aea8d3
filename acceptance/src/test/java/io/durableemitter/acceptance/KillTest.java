package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes that end in every way a process can end. */
@Timeout(180)
class KillTest {

  private static final int EVENTS = 329;

  private final IngressServer ingress = IngressServer.builder().build();

  @TempDir private Path folder = Path.of("");
  private Path input = Path.of("");

  @BeforeEach
  void start() throws Exception {
    ingress.start();
    List<String> lines =
        IntStream.range(0, EVENTS)
            .mapToObj(
                i ->
                    "{\"specversion\":\"1.0\",\"id\":\"event-"
                        + i
                        + "\",\"source\":\"kill\",\"type\":\"t\",\"data\":{\"n\":"
                        + i
                        + "}}")
            .toList();
    input = Files.write(folder.resolve("events.ndjson"), lines);
  }

  @AfterEach
  void stop() {
    ingress.close();
  }

  @Test
  void killedInTheMiddleAndStartedAgainNothingIsLost() throws Exception {
    // events are accepted, but their answers never reach the process that is killed
    ingress.setFaults(FaultPlan.builder().latencyMillis(60_000).build());
    try (ChildProcess first = emit()) {
      Eventually.holds(first::text, () -> ingress.sink().distinctCount() > 0);
      first.kill();
    }
    assertThat(ingress.sink().distinctCount()).as("in the middle").isLessThanOrEqualTo(EVENTS);

    ingress.setFaults(FaultPlan.none());
    try (ChildProcess second = emit()) {
      assertThat(second.awaitExit()).as(second.text()).isZero();
    }
    assertThat(ingress.sink().distinctCount()).isEqualTo(EVENTS);
    IntStream.range(0, EVENTS)
        .forEach(i -> assertThat(ingress.sink().contains("event-" + i)).isTrue());
  }

  @Test
  void killedWhileTheIngressIsAwayTheRowsAreDeliveredByTheNextRunWithoutInput() throws Exception {
    ingress.setFaults(FaultPlan.ofOutage());
    try (ChildProcess first = emit()) {
      Eventually.holds(first::text, () -> first.text().contains("329 stored"));
      first.kill();
    }
    assertThat(ingress.sink().distinctCount()).isZero();

    ingress.setFaults(FaultPlan.none());
    Path nothing = Files.writeString(folder.resolve("nothing"), "");
    try (ChildProcess second = emit("--input", nothing.toString())) {
      assertThat(second.awaitExit()).as(second.text()).isZero();
    }
    assertThat(ingress.sink().distinctCount()).isEqualTo(EVENTS);
    assertThat(ingress.sink().duplicateCount()).isZero();
  }

  @Test
  void interruptedItClosesAndSaysWhatIsLeft() throws Exception {
    ingress.setFaults(FaultPlan.ofOutage());
    try (ChildProcess command = emit()) {
      Eventually.holds(command::text, () -> command.text().contains("329 stored"));
      command.terminate();
      assertThat(command.awaitExit()).isNotZero();
      assertThat(command.text()).contains("329 events are left in the store; run emit again");
    }
    ingress.setFaults(FaultPlan.none());
    try (ChildProcess second = emit()) {
      assertThat(second.awaitExit()).as(second.text()).isZero();
    }
    assertThat(ingress.sink().distinctCount()).isEqualTo(EVENTS);
  }

  @Test
  void eventsThatCannotBeDeliveredInTimeStayAndTheExitCodeSaysSo() throws Exception {
    ingress.setFaults(FaultPlan.ofOutage());
    try (ChildProcess command = emit("--timeout", "1s")) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(4);
      assertThat(command.text()).contains("329 stored, 0 delivered").contains("329 pending");
    }
  }

  @Test
  void malformedAndOversizedEventsAreReportedWithTheirLinesAndTheRestGoesOn() throws Exception {
    String large =
        "{\"specversion\":\"1.0\",\"id\":\"large\",\"source\":\"s\",\"type\":\"t\",\"data\":\""
            + "x".repeat(10_100_000)
            + "\"}";
    List<String> lines = Files.readAllLines(input);
    lines.set(1, "oops");
    lines.set(2, large);
    Files.write(input, lines);
    try (ChildProcess command = emit()) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(3);
      assertThat(command.text())
          .contains("line 2: not JSON")
          .contains("line 3: the event is too large")
          .contains("329 lines read, 327 events, 327 stored, 327 delivered")
          .contains("2 malformed")
          .doesNotContain("\tat ");
    }
    try (ChildProcess strict = emit("--strict")) {
      assertThat(strict.awaitExit()).isEqualTo(3);
      assertThat(strict.text()).contains("line 2: not JSON").contains("because of --strict");
    }
    assertThat(ingress.sink().distinctCount()).isEqualTo(327);
  }

  @Test
  void theDemoLosesNothingInAnOutage() throws Exception {
    try (ChildProcess demo =
        Commands.start(
            folder, "demo", "--duration", "4s", "--callers", "16", "--outage", "2s", "--json")) {
      assertThat(demo.awaitExit()).as(demo.text()).isZero();
      JsonNode figures = new ObjectMapper().readTree(Commands.lastLineOf(demo));
      assertThat(figures.get("emitted").asLong()).isPositive();
      assertThat(figures.get("delivered")).isEqualTo(figures.get("emitted"));
      assertThat(figures.get("lost").asLong()).isZero();
      assertThat(figures.get("pending").asLong()).isZero();
      assertThat(figures.get("outageSeconds").asDouble()).isGreaterThanOrEqualTo(2);
    }
  }

  private ChildProcess emit(String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("emit", "--plaintext", "--endpoint", "localhost:" + ingress.port()));
    arguments.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    if (!List.of(more).contains("--input")) {
      arguments.addAll(List.of("--input", input.toString()));
    }
    arguments.addAll(List.of(more));
    return Commands.start(folder, arguments.toArray(new String[0]));
  }
}
