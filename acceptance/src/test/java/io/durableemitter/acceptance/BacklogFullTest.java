package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.HealthReport;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backlog with a bound refuses what is beyond it, and takes events again when it has drained. */
@Timeout(120)
class BacklogFullTest {

  private static final long MOST = 200;

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void aFullBacklogRefusesAndRecovers() {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter emitter =
        environment.emitter(
            EmitterConfig.builder()
                .retransmit(
                    retransmit ->
                        retransmit.interval(Duration.ofMillis(100)).after(Duration.ofMillis(500)))
                .expire(expire -> expire.interval(Duration.ofMillis(20)))
                .backlog(backlog -> backlog.maxRows(MOST))
                .build());

    AtomicReference<EmitException> refusal = new AtomicReference<>();
    // what is stored while the queue is counted may be counted twice, until the next count
    Eventually.holds(
        () -> environment.rows() + " rows",
        () -> !emits(emitter, refusal) && environment.rows() >= MOST);
    assertThat(refusal.get())
        .extracting(EmitException::reason, EmitException::outcome)
        .containsExactly(EmitException.Reason.BACKLOG_FULL, EmitException.Outcome.REJECTED);
    long stored = environment.rows();
    assertThat(emits(emitter, refusal)).as("it stays full").isFalse();
    assertThat(environment.rows()).as("a refused event is not stored").isEqualTo(stored);

    assertThat(emitter.health().components())
        .as("events of seconds are not taken for expired ones")
        .filteredOn(component -> component.name().equals("expire"))
        .singleElement()
        .matches(component -> component.state() == HealthReport.State.UP);

    environment.ingress().setFaults(FaultPlan.none());
    Eventually.holds(() -> "still refused: " + refusal.get(), () -> emits(emitter, refusal));
    Eventually.holds(
        () -> environment.sink().distinctCount() + " delivered, " + environment.rows() + " rows",
        () -> environment.sink().distinctCount() == stored + 1 && environment.rows() == 0);
  }

  private static boolean emits(DurableEmitter emitter, AtomicReference<EmitException> refusal) {
    try {
      emitter.emit(new byte[] {1}, Map.of("source", "acceptance", "type", "sample"));
      return true;
    } catch (EmitException e) {
      refusal.set(e);
      return false;
    }
  }
}
