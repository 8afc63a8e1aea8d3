package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final Duration TTL = Duration.ofHours(10);
  private static final RegisteredHost WELL = host("OPEN", "", Duration.ofSeconds(2));

  private static RegisteredHost host(String gate, String problem, Duration silence) {
    return new RegisteredHost(
        new HostReport(
            UUID.randomUUID(), "one", "1", "host", Duration.ZERO, gate, problem, Map.of()),
        Instant.EPOCH,
        silence);
  }

  private static Verdict of(
      long depth, Duration age, List<RegisteredHost> hosts, QueueOrders orders, long dead) {
    return Verdict.of(
        new Sample(
            Instant.EPOCH,
            Optional.of(new DurableQueueStats(depth, depth, depth, age, 0, false)),
            "",
            new FleetView(true, hosts, orders),
            new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, dead), false),
            Map.of(),
            Map.of()),
        TTL);
  }

  private static Verdict of(long depth, Duration age, RegisteredHost... hosts) {
    return of(depth, age, List.of(hosts), QueueOrders.NONE, 0);
  }

  @Test
  void nothingIsSaidToDoWhenAllIsWell() {
    Verdict verdict = of(1_234, Duration.ofSeconds(3), WELL);
    assertThat(verdict.level()).isEqualTo(Verdict.Level.OK);
    assertThat(verdict.sentence()).isEqualTo("All is well: 1,234 events wait, the oldest for 3 s.");
    assertThat(verdict.advice()).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswerIsTheWorst() {
    Verdict verdict = Verdict.of(Sample.ofAway(Instant.EPOCH, "refused"), TTL);
    assertThat(verdict.level()).isEqualTo(Verdict.Level.BAD);
    assertThat(verdict.advice()).contains("refused");
  }

  @Test
  void whatWaitsWithNobodyToSendItIsBad() {
    Verdict silent = of(5, Duration.ofMinutes(61), host("OPEN", "", Duration.ofMinutes(2)));
    assertThat(silent.level()).isEqualTo(Verdict.Level.BAD);
    assertThat(silent.sentence()).contains("Nobody delivers", "5 events wait");
    assertThat(silent.advice()).contains("within 8 h 59 min");
    assertThat(of(0, Duration.ZERO).level()).isEqualTo(Verdict.Level.OK);
  }

  @Test
  void aClosedGateIsBadAndSaysWhatWasTold() {
    Verdict verdict =
        of(5, Duration.ofSeconds(1), host("CLOSED", "UNAVAILABLE: no", Duration.ZERO));
    assertThat(verdict.level()).isEqualTo(Verdict.Level.BAD);
    assertThat(verdict.advice()).contains("UNAVAILABLE: no");
  }

  @Test
  void aPauseIsWorseTheMoreOfTheTimeIsGone() {
    QueueOrders paused =
        new QueueOrders(
            Optional.of(
                new QueueAction(
                    1, Instant.EPOCH, Optional.of(QueueAction.Kind.PAUSE), "Mara", "upgrade")),
            OptionalLong.empty());
    Verdict young = of(5, Duration.ofHours(1), List.of(WELL), paused, 0);
    assertThat(young.level()).isEqualTo(Verdict.Level.WARN);
    assertThat(young.advice()).contains("Paused by Mara at 00:00 UTC (“upgrade”)");
    assertThat(of(5, Duration.ofHours(6), List.of(WELL), paused, 0).level())
        .isEqualTo(Verdict.Level.BAD);
  }

  @Test
  void ageIsMeasuredByTheTimeToLive() {
    assertThat(of(5, Duration.ofHours(4), WELL).level()).isEqualTo(Verdict.Level.OK);
    assertThat(of(5, Duration.ofHours(5), WELL).level()).isEqualTo(Verdict.Level.WARN);
    assertThat(of(5, Duration.ofHours(8), WELL).level()).isEqualTo(Verdict.Level.BAD);
  }

  @Test
  void deadLettersAndSilentProcessesAreNoted() {
    assertThat(of(0, Duration.ZERO, List.of(WELL), QueueOrders.NONE, 1).sentence())
        .isEqualTo("Events are delivered. 1 dead letter waits for a decision.");
    assertThat(of(0, Duration.ZERO, WELL, host("OPEN", "", Duration.ofHours(1))).sentence())
        .contains("1 process has fallen silent");
    assertThat(of(0, Duration.ZERO, host("OPEN", "no disk", Duration.ZERO)).advice())
        .isEqualTo("no disk");
  }

  @Test
  void whatCannotBeReadIsNoOutageAndIsSaidWithWhatToDo() {
    Verdict verdict =
        Verdict.of(
            new Sample(
                Instant.EPOCH,
                Optional.of(new DurableQueueStats(3, 3, 3, Duration.ofSeconds(1), 0, false)),
                "",
                FleetView.UNKNOWN,
                new DeadLetterCounts(Map.of(), false),
                Map.of(),
                Map.of(Sample.HOSTS, "permission denied for table x_hosts")),
            TTL);
    assertThat(verdict.level()).isEqualTo(Verdict.Level.WARN);
    assertThat(verdict.sentence()).contains("the reports of processes cannot be read");
    assertThat(verdict.advice()).contains("grants of a reader", "x_hosts");
  }

  @Test
  void anEstimateOfDeadLettersIsCalledOne() {
    Verdict verdict =
        Verdict.of(
            new Sample(
                Instant.EPOCH,
                Optional.of(new DurableQueueStats(0, 0, 0, Duration.ZERO, 0, false)),
                "",
                new FleetView(true, List.of(WELL), QueueOrders.NONE),
                new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, 500_000L), true),
                Map.of(),
                Map.of()),
            TTL);
    assertThat(verdict.sentence()).contains("About 500,000 dead letters");
  }
}
