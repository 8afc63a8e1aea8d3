package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.console.internal.state.QueueState;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueLeases;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A status on screens of any width, with and without colours. */
class StatusScreenTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Style PLAIN = new Style(false);

  private static QueueFacts facts(Instant at, long depth, long lastId, int hosts) {
    List<RegisteredHost> registered =
        IntStream.range(0, hosts)
            .mapToObj(
                i ->
                    new RegisteredHost(
                        new HostReport(
                            new UUID(0, i),
                            "host\u001b[2J-with-a-long-name.example.org/" + i,
                            "1.0",
                            "host",
                            Duration.ofHours(i),
                            i % 2 == 0 ? "OPEN" : "CLOSED",
                            "something\nis wrong ".repeat(30),
                            Map.of(HostReport.EMITTED_PER_SECOND, 12_345.6)),
                        NOW,
                        Duration.ofSeconds(20L * i)))
            .toList();
    Fleet fleet =
        new Fleet(
            true,
            registered,
            new QueueOrders(
                Optional.of(
                    new QueueAction(
                        1,
                        NOW,
                        Optional.of(QueueAction.Kind.PAUSE),
                        "a".repeat(200),
                        "b".repeat(900))),
                OptionalLong.empty()));
    OwnedLeases leases = new OwnedLeases(new UUID(0, 3), 9, NOW, NOW.plusSeconds(50));
    QueueState state =
        new QueueState(
            new DurableQueueStats(depth, depth, depth * 100, Duration.ofHours(40), 5, true),
            Duration.ofHours(72),
            fleet,
            Map.of(leases.owner(), leases.rows()),
            new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, 17L), false),
            "",
            Map.of());
    return new QueueFacts(at, state, lastId, new QueueLeases(List.of(leases), 9, true));
  }

  private static List<String> lines(int width, Style style) {
    return StatusScreen.lines(Status.of(Optional.empty(), facts(NOW, 1_000, 0, 5)), width, style);
  }

  @Test
  void noLineIsWiderThanTheTerminalAndNoneCommandsIt() {
    for (int width : new int[] {40, 80, 100, 132, 200}) {
      assertThat(lines(width, PLAIN))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width))
          .noneMatch(line -> line.contains("\u001b") || line.contains("\n"));
    }
    assertThat(lines(80, PLAIN).size()).as("one screen").isLessThanOrEqualTo(34);
  }

  @Test
  void everyFindingIsALineWithWhatToDo() {
    List<String> lines = lines(0, PLAIN);
    List<String> findings = lines.subList(lines.indexOf("what to do") + 1, lines.size());
    assertThat(findings)
        .allMatch(line -> line.contains(" -> "))
        .anyMatch(line -> line.endsWith("durable-emitter resume"))
        .anyMatch(line -> line.endsWith("durable-emitter dead-letters list"))
        .anyMatch(line -> line.startsWith("the oldest event has waited for 1 day 16 h"))
        .anyMatch(line -> line.contains("fallen silent and holds 9 rows"));
  }

  @Test
  void whatDoesNotFitBesideAFindingStandsUnderIt() {
    List<String> lines = lines(40, PLAIN);
    assertThat(lines.subList(lines.indexOf("what to do") + 1, lines.size()))
        .contains("delivery is paused: about 1,000 event...", "  -> durable-emitter resume");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    Style colours = Style.of(100, Map.of("TERM", "xterm"));
    assertThat(String.join("\n", lines(100, colours))).contains("\u001b[31;1m");
    assertThat(colours.good("well")).isEqualTo("\u001b[32mwell\u001b[0m");
    assertThat(Style.of(0, Map.of()).bad("ill")).isEqualTo("ill");
    assertThat(Style.of(100, Map.of("NO_COLOR", "1")).bad("ill")).isEqualTo("ill");
    assertThat(Style.of(100, Map.of("TERM", "dumb")).bad("ill")).isEqualTo("ill");
  }

  @Test
  void whereNoHostReportsRatesAreThoseOfTheTable() {
    QueueFacts before = facts(NOW, 100, 1_000, 0);
    QueueFacts after = facts(NOW.plusSeconds(2), 150, 1_200, 0);
    assertThat(Rates.of(Optional.of(before), after)).contains(new Rates(100, 75, true));
    assertThat(Rates.of(Optional.empty(), after)).isEmpty();
    assertThat(Rates.of(Optional.of(before), facts(NOW.plusSeconds(2), 5_000, 1_000, 0)))
        .as("no negative rate")
        .contains(new Rates(0, 0, true));
    assertThat(Rates.of(Optional.of(before), facts(NOW, 1, 1, 1)))
        .contains(new Rates(12_345.6, 0, false));
  }

  @Test
  void agesAndNumbersAreShort() {
    assertThat(List.of(0, 59, 60, 90, 3_600, 7_500, 86_400, 180_000))
        .extracting(seconds -> TextOf.age(Duration.ofSeconds(seconds)))
        .containsExactly("0s", "59s", "1m", "1m30s", "1h", "2h5m", "1d", "2d2h");
    assertThat(List.of(0.0, 0.25, 9.9, 10.0, 12_345.6))
        .extracting(TextOf::number)
        .containsExactly("0", "0.3", "9.9", "10", "12,346");
  }
}
