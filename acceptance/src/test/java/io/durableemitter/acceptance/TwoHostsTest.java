package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.HealthReport;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes' worth of emitters that both watch over one table. {@code -Dhosts.events=100000}
 * makes it larger.
 */
@Timeout(600)
class TwoHostsTest {

  private static final int EVENTS = Integer.getInteger("hosts.events", 20_000);
  private static final Map<String, String> ATTRIBUTES =
      Map.of("source", "acceptance", "type", "sample");

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void withoutAFaultNothingIsDeliveredTwice() throws Exception {
    DurableEmitter one = environment.emitter(EmitterConfig.ofDefaults());
    DurableEmitter two = environment.emitter(EmitterConfig.ofDefaults());

    emit(one, two);

    awaitAll(EVENTS);
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void afterAnOutageBothSweepTheBacklogAndNothingIsDeliveredTwice() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit.interval(Duration.ofMillis(100)).after(Duration.ofSeconds(2)))
            // or one of them may have delivered all before the other looks again
            .deliver(deliver -> deliver.gate(gate -> gate.longestProbe(Duration.ofMillis(200))))
            .build();
    DurableEmitter one = environment.emitter(config);
    DurableEmitter two = environment.emitter(config);
    awaitClosedGate(one);
    awaitClosedGate(two);
    emit(one, two);

    environment.ingress().setFaults(FaultPlan.none());

    awaitAll(EVENTS + 20);
    assertThat(environment.sink().duplicateCount()).isZero();
    assertThat(one.stats().retransmitted()).as("one took part").isPositive();
    assertThat(two.stats().retransmitted()).as("two took part").isPositive();
  }

  /** Row G4: a row is old when it becomes visible, and both hosts may think that it was left. */
  @Test
  void withSlowCommitsNothingIsDeliveredTwice() throws Exception {
    slowDownCommits();
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit.interval(Duration.ofMillis(100)).after(Duration.ofSeconds(2)))
            .build();
    DurableEmitter one = environment.emitter(config);
    DurableEmitter two = environment.emitter(config);

    int events = Integer.getInteger("hosts.slow.events", 4_000);
    emit(one, two, events);

    awaitAll(events);
    assertThat(environment.sink().duplicateCount()).isZero();
    assertThat(one.stats().retransmitted() + two.stats().retransmitted())
        .as("the commits were slow")
        .isPositive();
  }

  /** Each transaction that inserts takes 2.5 s to commit. */
  private void slowDownCommits() {
    String slow = environment.table().replace(".chip_durable_events", ".slow_commit");
    environment.execute(
        "CREATE FUNCTION "
            + slow
            + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF current_setting('slow.done', true)"
            + " IS DISTINCT FROM pg_current_xact_id()::text THEN PERFORM set_config('slow.done',"
            + " pg_current_xact_id()::text, true); PERFORM pg_sleep(2.5); END IF; RETURN NULL; END $$");
    environment.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON "
            + environment.table()
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
            + slow
            + "()");
  }

  /** What comes after that waits in the table, for whichever host sweeps it. */
  private void awaitClosedGate(DurableEmitter emitter) {
    for (int i = 0; i < 10; i++) {
      emitter.emit(new byte[] {1}, ATTRIBUTES);
    }
    Eventually.holds(
        () -> "health: " + emitter.health(),
        () ->
            emitter.health().components().stream()
                .anyMatch(
                    component ->
                        component.name().equals("gate")
                            && component.state() == HealthReport.State.DEGRADED));
  }

  private static void emit(DurableEmitter one, DurableEmitter two) throws InterruptedException {
    emit(one, two, EVENTS);
  }

  private static void emit(DurableEmitter one, DurableEmitter two, int events)
      throws InterruptedException {
    Semaphore window = new Semaphore(2_000);
    List<CompletableFuture<EmitReceipt>> emits = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      window.acquire();
      emits.add(
          (i % 2 == 0 ? one : two)
              .emitAsync(new byte[] {1}, ATTRIBUTES)
              .whenComplete((receipt, error) -> window.release()));
    }
    CompletableFuture.allOf(emits.toArray(new CompletableFuture<?>[0])).join();
  }

  private void awaitAll(int events) {
    Eventually.holds(
        () ->
            environment.sink().distinctCount() + " delivered, " + environment.rows() + " rows left",
        () -> environment.sink().distinctCount() == events && environment.rows() == 0);
  }
}
