package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.HealthReport;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
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

  private final TestHouse house = new TestHouse();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void withoutAFaultNothingIsDeliveredTwice() throws Exception {
    DurableEmitter one = house.emitter(EmitterConfig.ofDefaults());
    DurableEmitter two = house.emitter(EmitterConfig.ofDefaults());

    emit(one, two);

    awaitAll(EVENTS);
    assertThat(house.sink().duplicateCount()).isZero();
  }

  @Test
  void afterAnOutageBothSweepTheBacklogAndNothingIsDeliveredTwice() throws Exception {
    house.ingress().setFaults(FaultPlan.ofOutage());
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmitInterval(Duration.ofMillis(100))
            .retransmitAfter(Duration.ofSeconds(2))
            .build();
    DurableEmitter one = house.emitter(config);
    DurableEmitter two = house.emitter(config);
    awaitClosedGate(one);
    awaitClosedGate(two);
    emit(one, two);

    house.ingress().setFaults(FaultPlan.none());

    awaitAll(EVENTS + 20);
    assertThat(house.sink().duplicateCount()).isZero();
    assertThat(one.stats().retransmitted()).as("one took part").isPositive();
    assertThat(two.stats().retransmitted()).as("two took part").isPositive();
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
    Semaphore window = new Semaphore(2_000);
    List<CompletableFuture<EmitReceipt>> emits = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
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
        () -> house.sink().distinctCount() + " delivered, " + house.rows() + " rows left",
        () -> house.sink().distinctCount() == events && house.rows() == 0);
  }
}
