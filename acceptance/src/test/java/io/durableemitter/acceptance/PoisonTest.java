package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.RedrivePlan;
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
 * Events that can never be delivered among many that can. {@code -Dpoison.events=100000} makes it
 * larger; one in a hundred is corrupted, and one in a hundred is refused for ever.
 */
@Timeout(600)
class PoisonTest {

  private static final int EVENTS = Integer.getInteger("poison.events", 10_000);
  private static final int CORRUPTED = EVENTS / 100;
  private static final int REFUSED = EVENTS / 100;
  private static final int GOOD = EVENTS - CORRUPTED - REFUSED;
  private static final DeadLetterFilter UNDECODABLE =
      DeadLetterFilter.ALL.withReason(DeadLetterReason.UNDECODABLE);
  private static final DeadLetterFilter REJECTED =
      DeadLetterFilter.ALL.withReason(DeadLetterReason.REJECTED);

  private final TestEnvironment environment = new TestEnvironment();
  private final DeadLetters letters = DeadLetters.of(environment.store());

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void whatCannotBeDeliveredDiesAndHoldsUpNothing() throws Exception {
    environment
        .ingress()
        .setFaults(
            FaultPlan.builder()
                .errorCode("VALIDATION_FAILED")
                .errorTypes(List.of("poison"))
                .build());
    DurableEmitter emitter =
        environment.emitter(
            EmitterConfig.builder()
                .retransmit(
                    retransmit ->
                        retransmit.interval(Duration.ofMillis(200)).after(Duration.ofSeconds(2)))
                .build());

    emit(emitter);
    Eventually.holds(
        () -> environment.sink().distinctCount() + " delivered, " + environment.rows() + " pending",
        () -> environment.sink().distinctCount() == GOOD && environment.rows() == 0);
    assertThat(letters.count(UNDECODABLE)).isEqualTo(CORRUPTED);
    assertThat(letters.count(REJECTED)).isEqualTo(REFUSED);
    assertThat(letters.count(DeadLetterFilter.ALL)).isEqualTo(CORRUPTED + REFUSED);
    DeadLetter refused = letters.list(REJECTED, 0, 1).get(0);
    assertThat(refused.header().type()).isEqualTo("poison");
    assertThat(refused.lastError()).contains("VALIDATION_FAILED");

    environment.ingress().setFaults(FaultPlan.none());
    assertThat(letters.redrive(DeadLetterFilter.ALL, RedrivePlan.ALL))
        .isEqualTo(CORRUPTED + REFUSED);
    Eventually.holds(
        () -> environment.sink().distinctCount() + " delivered, " + environment.rows() + " pending",
        () -> environment.sink().distinctCount() == GOOD + REFUSED && environment.rows() == 0);
    assertThat(letters.count(UNDECODABLE)).as("nothing mends those").isEqualTo(CORRUPTED);
    assertThat(letters.count(DeadLetterFilter.ALL)).isEqualTo(CORRUPTED);
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  /** Corrupted rows come in ten lots between the events. */
  private void emit(DurableEmitter emitter) throws InterruptedException {
    int emitted = GOOD + REFUSED;
    Semaphore window = new Semaphore(2_000);
    List<CompletableFuture<EmitReceipt>> emits = new ArrayList<>();
    for (int i = 0; i < emitted; i++) {
      if (i % (emitted / 10) == 0 && i / (emitted / 10) < 10) {
        corrupt(CORRUPTED / 10);
      }
      String type =
          i % (emitted / REFUSED) == 0 && i / (emitted / REFUSED) < REFUSED ? "poison" : "good";
      window.acquire();
      emits.add(
          emitter
              .emitAsync(new byte[] {1}, Map.of("source", "acceptance", "type", type))
              .whenComplete((receipt, error) -> window.release()));
    }
    CompletableFuture.allOf(emits.toArray(new CompletableFuture<?>[0])).join();
  }

  private void corrupt(int rows) {
    environment.execute(
        "INSERT INTO "
            + environment.table()
            + " (payload) SELECT decode('deadbeef', 'hex') FROM generate_series(1, "
            + rows
            + ")");
  }
}
