package io.durableemitter.core.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What ends deliveries that are under way. */
class DeliveryEndTest {

  private static final Failed FAILED = (Failed) DeliveryResult.failed(FailureKind.CALL, "INTERNAL");

  private final EmitterCounters counters = new EmitterCounters();
  private final ScriptedTransport alone = new ScriptedTransport();
  private final Fallback fallback = new Fallback(alone, 2, counters);

  @Test
  void aFallbackIsFinishedWhenNoneIsUnderWay() {
    assertThat(begin()).isTrue();
    assertThat(fallback.finish(Duration.ZERO)).as("one is under way").isFalse();
    assertThat(begin()).as("no more are begun").isFalse();
    alone.answerHeld(DeliveryResult.delivered());
    assertThat(fallback.finish(Duration.ZERO)).isTrue();
    assertThat(fallback.inFlight()).isZero();
  }

  @Test
  void whoeverIsInterruptedDoesNotWaitForIt() {
    assertThat(begin()).isTrue();
    Thread.currentThread().interrupt();
    boolean finished = fallback.finish(Duration.ofHours(1));
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    assertThat(finished).isFalse();
  }

  @Test
  void whatIsNotWrittenDownInTimeDoesNotStayInFlight() {
    InFlightRows inFlight = new InFlightRows(() -> 0L);
    FailedRows failedRows =
        new FailedRows(
            new InMemoryEventStore(),
            UUID.randomUUID(),
            BatchingConfig.builder().queueSize(10).batchSize(10).build(),
            inFlight,
            counters,
            new LogThrottle(() -> 0L));
    inFlight.add(1L);
    failedRows.release(1);
    assertThat(inFlight.size()).as("nobody writes").isEqualTo(1);
    assertThat(failedRows.close(Duration.ZERO)).isFalse();
    assertThat(inFlight.size()).isZero();
  }

  private boolean begin() {
    return fallback.begin(Events.encoded("a"), FAILED, result -> {});
  }
}
