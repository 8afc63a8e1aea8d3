package io.durableemitter.console.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueueStateTest {

  private static final Duration TTL = Duration.ofHours(10);
  private static final UUID OWNER = new UUID(0, 1);
  private static final RegisteredHost WELL = host("OPEN", "", Duration.ofSeconds(2));
  private static final QueueOrders PAUSED =
      new QueueOrders(
          Optional.of(
              new QueueAction(
                  1, Instant.EPOCH, Optional.of(QueueAction.Kind.PAUSE), "Mara", "upgrade")),
          OptionalLong.empty());

  private static RegisteredHost host(String gate, String problem, Duration silence) {
    return host("host", gate, problem, silence);
  }

  private static RegisteredHost host(String role, String gate, String problem, Duration silence) {
    return new RegisteredHost(
        new HostReport(OWNER, "one", "1", role, Duration.ZERO, gate, problem, Map.of()),
        Instant.EPOCH,
        silence);
  }

  private static DurableQueueStats stats(long depth, Duration age) {
    return new DurableQueueStats(depth, depth, depth, age, 0, false);
  }

  private static DeadLetterCounts dead(long count) {
    return new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, count), false);
  }

  private static List<Finding> of(long depth, Duration age, Fleet fleet, long dead) {
    return new QueueState(stats(depth, age), TTL, fleet, Map.of(), dead(dead), "", Map.of())
        .findings();
  }

  private static List<Finding> of(long depth, Duration age, RegisteredHost... hosts) {
    return of(depth, age, new Fleet(true, List.of(hosts), QueueOrders.NONE), 0);
  }

  private static List<Finding> paused(Duration age, RegisteredHost... hosts) {
    return of(5, age, new Fleet(true, List.of(hosts), PAUSED), 0);
  }

  private static List<String> checks(List<Finding> findings) {
    return findings.stream().map(Finding::check).toList();
  }

  @Test
  void nothingIsSaidToDoWhenAllIsWell() {
    assertThat(of(1_234, Duration.ofSeconds(3), WELL))
        .containsExactly(
            new Finding(
                "life", Severity.OK, "all is well: 1,234 events wait, the oldest for 3 s", ""));
    assertThat(of(0, Duration.ZERO)).extracting(Finding::severity).containsExactly(Severity.OK);
  }

  @Test
  void whatWaitsWithNobodyToSendItIsCritical() {
    Finding nobody = of(5, Duration.ofMinutes(61), host("OPEN", "", Duration.ofMinutes(2))).get(0);
    assertThat(nobody.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(nobody.what())
        .startsWith("nobody delivers what waits")
        .contains("5 events wait, the oldest for 1 h 1 min");
    assertThat(nobody.fix()).contains("within 8 h 59 min: then events expire");
    // emitters send only what they have stored themselves
    assertThat(checks(of(5, Duration.ZERO, host("emitter", "OPEN", "", Duration.ZERO))))
        .containsExactly("life.hosts");
    assertThat(checks(of(5, Duration.ZERO, Fleet.UNKNOWN, 0))).containsExactly("life");
  }

  @Test
  void aClosedGateIsCriticalIfAllAreClosedAndSomethingWaits() {
    RegisteredHost closed = host("CLOSED", "UNAVAILABLE: no", Duration.ZERO);
    Finding all = of(5, Duration.ofSeconds(1), closed).get(0);
    assertThat(all.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(all.what())
        .isEqualTo(
            "the receiver does not take events: the gate is closed, and 5 events wait, the oldest for"
                + " 1 s");
    assertThat(all.fix()).contains("within 9 h 59 min", "UNAVAILABLE: no");
    Finding partly = of(5, Duration.ofSeconds(1), closed, WELL).get(0);
    assertThat(partly.severity()).isEqualTo(Severity.WARNING);
    assertThat(partly.what()).contains("does not take events from one: the gate is closed");
    assertThat(of(0, Duration.ZERO, closed).get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aPauseIsWorseTheMoreOfTheTimeIsGone() {
    Finding young = paused(Duration.ofMinutes(1), WELL).get(0);
    assertThat(young.severity()).isEqualTo(Severity.WARNING);
    assertThat(young.what()).startsWith("delivery is paused: 5 events wait");
    assertThat(young.fix()).contains("Paused by Mara at 1970-01-01 00:00 UTC (“upgrade”)");
    assertThat(paused(Duration.ofHours(6), WELL).get(0).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void whilePausedNothingElseThatStopsDeliveryIsWorse() {
    assertThat(paused(Duration.ofMinutes(1), host("CLOSED", "", Duration.ZERO)))
        .extracting(Finding::check, Finding::severity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("life.pause", Severity.WARNING),
            org.assertj.core.groups.Tuple.tuple("life.gate", Severity.WARNING));
    assertThat(paused(Duration.ofMinutes(1)))
        .extracting(Finding::severity)
        .containsOnly(Severity.WARNING);
  }

  @Test
  void aPauseByTheApplicationIsOneToo() {
    Finding finding = of(5, Duration.ofMinutes(1), host("PAUSED", "", Duration.ZERO)).get(0);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).startsWith("delivery is paused by the application in one");
    assertThat(checks(paused(Duration.ofMinutes(1), host("PAUSED", "", Duration.ZERO))))
        .containsExactly("life.pause");
  }

  @Test
  void anEventIsOldAfterHalfAnHourOrHalfOfItsTime() {
    assertThat(age(Duration.ofMinutes(30), TTL)).isEqualTo(Severity.OK);
    assertThat(age(Duration.ofMinutes(31), TTL)).isEqualTo(Severity.WARNING);
    assertThat(age(Duration.ofHours(5), TTL)).isEqualTo(Severity.WARNING);
    assertThat(age(Duration.ofHours(8), TTL)).isEqualTo(Severity.CRITICAL);
    Duration brief = Duration.ofMinutes(20);
    assertThat(age(Duration.ofMinutes(9), brief)).isEqualTo(Severity.OK);
    assertThat(age(Duration.ofMinutes(10), brief)).isEqualTo(Severity.WARNING);
    assertThat(age(Duration.ofMinutes(16), brief)).isEqualTo(Severity.CRITICAL);
  }

  private static Severity age(Duration age, Duration ttl) {
    Fleet fleet = new Fleet(true, List.of(WELL), QueueOrders.NONE);
    List<Finding> findings =
        new QueueState(stats(5, age), ttl, fleet, Map.of(), dead(0), "", Map.of()).findings();
    assertThat(findings).hasSize(1);
    return findings.get(0).severity();
  }

  @Test
  void whatAProcessSaysIsPassedOn() {
    Finding finding = of(0, Duration.ZERO, host("OPEN", "no disk\u001b[2J", Duration.ZERO)).get(0);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("one says: no disk").doesNotContain("\u001b");
  }

  @Test
  void aSilentProcessNeedsHandsIfItHoldsRows() {
    RegisteredHost silent = host("OPEN", "", Duration.ofHours(1));
    Finding noted = of(0, Duration.ZERO, silent).get(0);
    assertThat(noted.severity()).isEqualTo(Severity.INFO);
    assertThat(noted.what())
        .isEqualTo("events are delivered, but 1 process has fallen silent: one");
    Finding holding =
        new QueueState(
                stats(0, Duration.ZERO),
                TTL,
                new Fleet(true, List.of(silent), QueueOrders.NONE),
                Map.of(OWNER, 2L),
                dead(0),
                "",
                Map.of())
            .findings()
            .get(0);
    assertThat(holding.severity()).isEqualTo(Severity.WARNING);
    assertThat(holding.what()).isEqualTo("1 process has fallen silent and holds 2 rows: one");
  }

  @Test
  void deadLettersNeedHands() {
    Fleet fleet = new Fleet(true, List.of(WELL), QueueOrders.NONE);
    Finding one = of(0, Duration.ZERO, fleet, 1).get(0);
    assertThat(one.severity()).isEqualTo(Severity.WARNING);
    assertThat(one.what())
        .isEqualTo("events are delivered, but 1 dead letter waits for a decision: 1 rejected");
    Finding many =
        new QueueState(
                stats(0, Duration.ZERO),
                TTL,
                fleet,
                Map.of(),
                new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, 500_000L), true),
                "",
                Map.of())
            .findings()
            .get(0);
    assertThat(many.what()).contains("about 500,000 dead letters wait");
  }

  @Test
  void whatCannotBeReadIsSaidWithWhatToDo() {
    List<Finding> findings =
        new QueueState(
                stats(3, Duration.ofSeconds(1)),
                TTL,
                Fleet.UNKNOWN,
                Map.of(),
                dead(2),
                "a transaction is open for long",
                Map.of(QueueState.HOSTS, "permission denied for table x_hosts"))
            .findings();
    assertThat(checks(findings))
        .containsExactly("life.vacuum", "schema.grants", "life.dead-letters");
    assertThat(findings.get(0).what()).contains("cannot clean up: a transaction is open for long");
    assertThat(findings.get(1).what()).contains("the reports of processes cannot be read");
    assertThat(findings.get(1).fix()).contains("grants of a reader", "x_hosts");
    assertThat(findings.get(2).what())
        .as("that events are delivered is not known")
        .startsWith("2 dead letters wait");
  }

  /** A sentence begins with a capital letter, which would be wrong of a name. */
  @Test
  void noTextBeginsWithWhatComesFromElsewhere() {
    RegisteredHost ill = host("CLOSED", "problem", Duration.ZERO);
    RegisteredHost silent = host("PAUSED", "problem", Duration.ofHours(1));
    assertThat(
            Stream.of(
                    of(9, Duration.ofHours(9), ill, silent),
                    of(9, Duration.ofHours(9), WELL, ill, host("PAUSED", "", Duration.ZERO)),
                    paused(Duration.ofHours(9), ill, silent))
                .flatMap(List::stream))
        .isNotEmpty()
        .allMatch(finding -> !finding.what().startsWith("one") && !finding.fix().startsWith("one"));
  }
}
