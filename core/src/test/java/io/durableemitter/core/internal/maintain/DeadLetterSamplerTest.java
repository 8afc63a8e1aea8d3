package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterSamplerTest {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final QueueSample sample = new QueueSample();
  private long nanos;
  private int looks;
  private long letters;
  private boolean away;
  private final DeadLetterSampler sampler =
      new DeadLetterSampler(
          () -> {
            looks++;
            return PAUSE;
          },
          new ForwardingEventStore(new InMemoryEventStore()) {
            @Override
            public DeadLetterCounts countByReason(int most) {
              assertThat(most).isEqualTo(100_000);
              if (away) {
                throw new StoreException(StoreException.Outcome.NOT_DONE, "away", null);
              }
              return new DeadLetterCounts(Map.of(DeadLetterReason.EXPIRED, letters), false);
            }
          },
          sample,
          () -> nanos);

  private long shown() {
    return sample.deadLetters().orElseThrow().byReason().getOrDefault(DeadLetterReason.EXPIRED, 0L);
  }

  @Test
  void countsEachMinuteAndLooksAtTheQueueAtEachTurn() {
    letters = 1;
    assertThat(sampler.runOnce()).isEqualTo(PAUSE);
    letters = 2;
    nanos += Duration.ofSeconds(59).toNanos();
    sampler.runOnce();
    assertThat(shown()).isEqualTo(1);
    nanos += Duration.ofSeconds(1).toNanos();
    sampler.runOnce();
    assertThat(shown()).isEqualTo(2);
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void afterACountThatFailedThereIsNoFigureUntilOneGoesWell() {
    sampler.runOnce();
    away = true;
    nanos += Duration.ofMinutes(1).toNanos();
    assertThatThrownBy(sampler::runOnce).isInstanceOf(StoreException.class);
    assertThat(sample.deadLetters()).isEmpty();
    assertThat(looks).isEqualTo(2);
    away = false;
    letters = 3;
    sampler.runOnce();
    assertThat(shown()).isEqualTo(3);
  }
}
