package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.snapshot.HeldSnapshot;
import io.durableemitter.chaos.snapshot.PacedCallers;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of what {@code chaos/old-snapshot} measures. Row B9 of docs/chaos.md. */
@Timeout(120)
class OldSnapshotTest {

  private static final int EVENTS = 4_000;
  private static final int RATE = 4_000;

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void whileATransactionIdlesEverythingIsDeliveredOnceAndItsRowsAreRemoved() throws Exception {
    try (HeldSnapshot snapshot = new HeldSnapshot(TestEnvironment.postgres().dataSource())) {
      DurableEmitter emitter =
          environment.emitter(
              EmitterConfig.builder()
                  .retransmit(
                      retransmit ->
                          retransmit
                              .interval(Duration.ofMillis(50))
                              .claimLease(Duration.ofMinutes(1)))
                  .build());
      PacedCallers callers = new PacedCallers(emitter, EVENTS, RATE, 512);

      callers.run(16);

      Deliveries deliveries = environment.deliveries();
      Eventually.holds(
          () -> deliveries.distinct() + " of " + EVENTS, () -> deliveries.distinct() == EVENTS);
      Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
      assertThat(callers.acknowledged().cardinality()).isEqualTo(EVENTS);
      assertThat(deliveries.ids())
          .isEqualTo(
              IntStream.range(0, EVENTS).mapToObj(String::valueOf).collect(Collectors.toSet()));
      assertThat(deliveries.duplicates()).isZero();
      assertThat(deadAfterVacuum())
          .as("rows that process %s keeps from being cleaned up", snapshot.pid())
          .isGreaterThanOrEqualTo(EVENTS);
    }
    Eventually.holds(() -> "dead rows are left", () -> deadAfterVacuum() == 0);
  }

  private long deadAfterVacuum() {
    environment.execute("VACUUM " + environment.table());
    return environment.query(
        "SELECT pg_stat_get_dead_tuples('" + environment.table() + "'::regclass)");
  }
}
